"""QR codes: as a picture for papers and chats, as text for a terminal."""

import io

import segno
from PIL import Image

# The quiet zone that the standard asks for around a code (ISO/IEC 18004: four modules).
_QUIET_MODULES = 4
# A terminal has less room, and phones read it from a screen.
_QUIET_IN_TERMINAL = 2
# Trying all eight masks takes two thirds of the time of a code; a thousand small ones on paper share this one.
_ANY_MASK = 2


def qr_png(text: str, scale: int = 8, *, quick: bool = False) -> bytes:
    """A black and white PNG, `scale` pixels a module; survives a fold or a stain (error level M: 15 %).

    `quick` spares the search for the best mask: any reader reads any mask, the best is for bad light and distance.
    """
    code = segno.make_qr(text, error="m", mask=_ANY_MASK if quick else None)
    modules = b"".join(bytes(0 if module else 255 for module in line) for line in code.matrix_iter(scale=1, border=_QUIET_MODULES))
    side = code.symbol_size(scale=1, border=_QUIET_MODULES)[0]
    picture = Image.frombytes("L", (int(side), int(side)), modules).resize((int(side) * scale,) * 2, Image.Resampling.NEAREST)
    stream = io.BytesIO()
    picture.convert("1", dither=Image.Dither.NONE).save(stream, "PNG")
    return stream.getvalue()


def qr_terminal(text: str) -> str:
    """Half blocks, two rows of modules a line, for light text on a dark ground; ends without a line break."""
    stream = io.StringIO()
    segno.make_qr(text, error="l").terminal(out=stream, compact=True, border=_QUIET_IN_TERMINAL)
    return stream.getvalue().rstrip("\n")
