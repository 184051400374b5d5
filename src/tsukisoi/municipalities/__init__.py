"""市区町村・保険者: local differences, each with its source and the day it was last checked."""
