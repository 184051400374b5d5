"""Pages of this room: people, what is known of them, lists brought in, many at once, two records of one."""
