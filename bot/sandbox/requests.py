"""The body of a Bot API request: JSON, a form, or a form with files, as clients send it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, ClientResponse, MultipartReader, web

from bot.sandbox.api import Params
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.files import UPLOAD_LIMIT, Upload

# Texts around the file count too: the platform's own limit for a whole request without a file.
TEXT_LIMIT = 5 * 1024 * 1024
CHUNK = 1 << 16


async def read_call(request: web.Request) -> tuple[Params, dict[str, Upload]]:
    """Parameters of the address and of the body together, and the files by the name of their part."""
    params: Params = dict(request.query)
    if request.content_type == "multipart/form-data":
        more, uploads = await _multipart(await request.multipart())
        return params | more, uploads
    if not request.body_exists:
        return params, {}
    body = await request.read()
    return params | parse_body(body, request.content_type), {}


def parse_body(body: bytes, content_type: str) -> Params:
    if not body:
        return {}
    if content_type == "application/json":
        try:
            params = orjson.loads(body)
        except ValueError as error:
            raise bad_request("can't parse request as JSON") from error
        if not isinstance(params, dict):
            raise bad_request("object expected as request")
        return params
    if content_type == "application/x-www-form-urlencoded":
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        except ValueError as error:
            raise bad_request("can't parse request as a form in UTF-8") from error
    raise bad_request(f"unsupported content type {content_type}")


async def read_reply(response: ClientResponse) -> Params:
    """A call inside the answer to a webhook; files do not come this way."""
    if response.content_type == "multipart/form-data":
        params, _ = await _multipart(MultipartReader(response.headers, response.content))
        return params
    return parse_body(await response.read(), response.content_type)


async def _multipart(reader: MultipartReader) -> tuple[Params, dict[str, Upload]]:
    params: Params = {}
    uploads: dict[str, Upload] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse request as multipart")
        if part.filename is None:
            params[part.name] = (await _read(part, TEXT_LIMIT)).decode()
            continue
        content_type = part.headers.get("Content-Type", "application/octet-stream")
        uploads[part.name] = Upload(part.filename, content_type, await _read(part, UPLOAD_LIMIT))
        params.setdefault(part.name, f"attach://{part.name}")
    return _without_attached(params, uploads), uploads


async def _read(part: BodyPartReader, limit: int) -> bytes:
    """What is too much is read to its end all the same: a client that still writes would not see the refusal."""
    body = bytearray()
    size = 0
    while chunk := await part.read_chunk(CHUNK):
        size += len(chunk)
        if size <= limit:
            body += chunk
    if size > limit:
        raise ApiError(413, "Request Entity Too Large")
    return bytes(body)


def _without_attached(params: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Params:
    """A part is either the value of its own field, or what another field names by `attach://`."""
    named = " ".join(str(value) for name, value in params.items() if name not in uploads)
    return {name: value for name, value in params.items() if name not in uploads or f"attach://{name}" not in named}


async def read_upload(request: web.Request) -> Upload:
    """The file that the page's person wants to send."""
    if request.content_type != "multipart/form-data":
        raise bad_request("multipart/form-data expected")
    _, uploads = await _multipart(await request.multipart())
    upload = uploads.get("file")
    if upload is None or not upload.data:
        raise bad_request('a file in the field "file" expected')
    return upload
