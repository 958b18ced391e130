"""Files on the sandbox's platform: photos are made into sizes, documents kept as they came, ids given and looked up."""

import hashlib
import io
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aiogram.types import InputFile
from PIL import Image, ImageOps, UnidentifiedImageError

from bot.sandbox.chats import Media, StoredFile
from bot.sandbox.errors import ApiError, bad_request, not_modelled

if TYPE_CHECKING:
    from bot.sandbox.world import World

# Bot API, "Sending files" and getFile.
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
# Bot API, sendPhoto: width and height together at most 10000, ratio at most 20.
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
# The platform keeps no photo larger than this, and makes a smaller one to show first.
PHOTO_SIDE = 1280
THUMBNAIL_SIDE = 320

MediaKind = Literal["photo", "document"]


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


Uploads = Mapping[str, Upload]


def _clean_name(name: str) -> str:
    return re.sub(r"[\x00-\x1f/\\]", "_", name).strip() or "file"


def _keep(world: "World", kind: MediaKind, upload: Upload, width: int = 0, height: int = 0) -> StoredFile:
    number = world.next_number()
    name = _clean_name(upload.name)
    suffix = ".jpg" if kind == "photo" else re.sub(r"[^.A-Za-z0-9]", "", name[name.rfind(".") :] if "." in name else "")
    stored = StoredFile(
        id=f"{kind}-{number}-{hashlib.sha256(f'{world.state.id}:{number}'.encode()).hexdigest()[:16]}",
        unique_id=hashlib.sha256(upload.data).hexdigest()[:16],
        path=f"{kind}s/file_{number}{suffix}",
        name=name,
        mime=upload.mime,
        data=upload.data,
        width=width,
        height=height,
    )
    world.state.files[stored.id] = stored
    return stored


def keep_document(world: "World", upload: Upload) -> Media:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    return Media("document", (_keep(world, "document", Upload(upload.name, mime, upload.data)).id,))


def keep_photo(world: "World", upload: Upload) -> Media:
    """Every size without the camera's own notes, as the platform strips them."""
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > PHOTO_LIMIT:
        raise bad_request(f"file of size {len(upload.data)} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    picture = _opened(upload.data)
    sides = [THUMBNAIL_SIDE, PHOTO_SIDE] if max(picture.size) > THUMBNAIL_SIDE else [PHOTO_SIDE]
    sizes = []
    for side in sides:
        copy = picture.copy()
        copy.thumbnail((side, side))
        body = io.BytesIO()
        copy.save(body, "JPEG", quality=87)
        sizes.append(_keep(world, "photo", Upload("photo.jpg", "image/jpeg", body.getvalue()), *copy.size).id)
    return _photo(world, tuple(sizes))


def _photo(world: "World", sizes: tuple[str, ...]) -> Media:
    """The id of any size stands for the whole photo."""
    world.state.photo_sizes |= dict.fromkeys(sizes, sizes)
    return Media("photo", sizes)


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data))
        width, height = picture.size
        if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error


def keep(world: "World", kind: MediaKind, upload: Upload) -> Media:
    return keep_photo(world, upload) if kind == "photo" else keep_document(world, upload)


def media_of(world: "World", kind: MediaKind, value: str | InputFile, uploads: Uploads) -> Media:
    """What a method names: a part of the same request, or a file that the platform already has."""
    if not isinstance(value, str):
        raise bad_request(f"there is no {kind} in the request")
    if value.startswith("attach://"):
        upload = uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"there is no {kind} in the request")
        return keep(world, kind, upload)
    if re.match(r"https?://", value):
        raise not_modelled(f"sending a {kind} by its URL")
    stored = world.state.files.get(value)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not stored.id.startswith(f"{kind}-"):
        used = {"photo": "Photo", "document": "Document"}
        actual = "Document" if kind == "photo" else "Photo"
        raise bad_request(f"can't use file of type {actual} as {used[kind]}")
    return Media(kind, world.state.photo_sizes.get(stored.id, (stored.id,)))


def downloadable(world: "World", file_id: str) -> StoredFile:
    stored = world.state.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored


def by_path(world: "World", path: str) -> StoredFile | None:
    found = next((stored for stored in world.state.files.values() if stored.path == path), None)
    return found if found is not None and found.size <= DOWNLOAD_LIMIT else None
