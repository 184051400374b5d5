"""The room drawn from its size and the number of desks: rectangles and a one-way path, in cm from the top left.

A clear plan to set tables by, not an architect's drawing. What does not fit is said, never squeezed in.
"""

from dataclasses import dataclass

DESK, DEEP, CHAIR, GAP = 150, 60, 90, 40
"""A desk is 150 × 60 with 90 in front of it for a wheelchair and 40 beside it."""
PHOTO_WIDE, PHOTO_DEEP, DOOR, EDGE = 200, 250, 120, 40


@dataclass(frozen=True, slots=True)
class Box:
    """Something that stands in the room. `kind`: desk, photo, wait, check, door."""

    kind: str
    words: str
    x: int
    y: int
    wide: int
    deep: int

    @property
    def middle(self) -> tuple[int, int]:
        """Where its words stand: in its middle; of a door, above it and beside the path that goes through it."""
        if self.kind == "door":
            return self.x + self.wide - 20, self.y - 24
        return self.x + self.wide // 2, self.y + self.deep // 2


@dataclass(frozen=True, slots=True)
class Floor:
    """The room with all that stands in it, the path through it, and how many desks fit."""

    wide: int
    deep: int
    boxes: tuple[Box, ...]
    path: tuple[tuple[int, int], ...]
    fits: int
    asked: int

    @property
    def too_small(self) -> bool:
        """Do the desks asked for not fit?"""
        return self.fits < self.asked

    @property
    def points(self) -> str:
        """The path as a drawing takes it."""
        return " ".join(f"{x},{y}" for x, y in self.path)


def draw(wide: int, deep: int, desks: int, photo: bool) -> Floor:
    """Desks along the far wall, the photo corner at its end, waiting by the entrance, out by the other door."""
    right = PHOTO_WIDE + GAP if photo else 0
    room = wide - 2 * EDGE - right
    fits = max(0, min(desks, (room + GAP) // (DESK + GAP))) if deep >= 350 else 0
    boxes = [Box("desk", f"受付{n + 1}", EDGE + n * (DESK + GAP), EDGE + CHAIR // 2, DESK, DEEP) for n in range(fits)]
    if photo:
        boxes.append(Box("photo", "写真", wide - EDGE - PHOTO_WIDE, EDGE, PHOTO_WIDE, min(PHOTO_DEEP, deep - 200)))
    wait = Box("wait", "待つところ", EDGE + DOOR + GAP // 2, deep - EDGE - 120, max(160, wide // 3), 120)
    check = Box("check", "点検", wide - EDGE - DOOR - GAP - DESK, deep - EDGE - DEEP - CHAIR // 2, DESK, DEEP)
    doors = [
        Box("door", "入口", EDGE, deep - 20, DOOR, 20),
        Box("door", "出口", wide - EDGE - DOOR, deep - 20, DOOR, 20),
    ]
    last = [check] if wide >= 800 and deep >= 480 else []
    everything = (*boxes, wait, *last, *doors)
    return Floor(wide, deep, everything, _path(deep, boxes, doors), fits, desks)


def _path(deep: int, boxes: list[Box], doors: list[Box]) -> tuple[tuple[int, int], ...]:
    """In, past the waiting chairs, along the desks, in front of the photo, and out: never back, and through nothing."""
    aisle = EDGE + CHAIR // 2 + DEEP + CHAIR
    entrance, out = (door.x + door.wide // 2 for door in doors)
    path = [(entrance, deep), (entrance, aisle)]
    corner = next((box for box in boxes if box.kind == "photo"), None)
    if corner is not None:
        front = corner.y + corner.deep + 30
        path += [(corner.x - GAP // 2, aisle), (corner.x - GAP // 2, front), (out, front)]
    else:
        path.append((out, aisle))
    return *path, (out, deep)
