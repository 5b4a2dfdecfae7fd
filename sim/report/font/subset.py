"""Make NaruSans-Regular.ttf from Pretendard-Regular.ttf: see README.md.

usage: python subset.py Pretendard-Regular.ttf NaruSans-Regular.ttf
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

SYMBOLS = (
    "0020-007E 00A0-00FF 03B1-03C9 2010-2027 2030-2030 2032-2033 2039-203B 20A9-20A9 2190-2193 2211-2212 221A-221A "
    "2248-2248 2260-2260 2264-2265 2460-2473 25A0-25A1 25B2-25B3 25CB-25CB 25CF-25CF 2713-2713 3000-3002 "
    "3008-3011 3131-3163 33A1-33A1"
)


def ks_x_1001_syllables():
    """The 2,350 Hangul syllables of KS X 1001: rows 16 to 40 of EUC-KR."""
    for row in range(0xB0, 0xC9):
        for cell in range(0xA1, 0xFF):
            yield ord(bytes([row, cell]).decode("euc_kr"))


source, target = sys.argv[1:]
wanted = set(ks_x_1001_syllables())
for span in SYMBOLS.split():
    first, last = (int(end, 16) for end in span.split("-"))
    wanted.update(range(first, last + 1))

options = subset.Options()
options.layout_features = ["kern", "tnum", "lnum", "case", "ccmp", "locl", "mark"]
options.hinting = False
options.name_IDs = ["*"]
options.notdef_outline = True
options.recalc_timestamp = False
font = TTFont(source, recalcTimestamp=False)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=wanted)
subsetter.subset(font)

# The licence reserves the name "Pretendard": a modified version may not carry it. Copyright, trademark and
# credits (ids 0, 7, 8, 9) stay as they are.
for record in list(font["name"].names):
    if record.nameID in (1, 3, 4, 6, 16):
        new = "NaruSans" if record.nameID == 6 else "Naru Sans"
        font["name"].setName(
            record.toUnicode().replace("Pretendard", new),
            record.nameID,
            record.platformID,
            record.platEncID,
            record.langID,
        )
font.save(target)
