"""手引き: the manual's rules as dated, sourced tables. Pure: no clock, no database, no framework."""
