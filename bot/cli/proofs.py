"""linli export-vote, linli verify: a vote that has ended as files, and their check."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot.cli import verify as checker
from bot.cli.common import Units, answer, answer_json, open_units, run, say, settings_or_stop, stop

if TYPE_CHECKING:
    from bot.rules.proofs import ExportedVote


def export_vote(
    vote: Annotated[str, typer.Argument(help="表决的编号，或题目里的几个字 / its id, or words of its title")],
    out: Annotated[Path, typer.Option(help="写到哪个文件夹 / the folder to write to")] = Path(),
    public_only: Annotated[bool, typer.Option("--public-only", help="不写审计文件 / without the audit file")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")] = False,
) -> None:
    """把结束了的表决写成两个文件，谁都能核对。 / Writes a vote that has ended as two files that anybody can check."""
    document = run(lambda: _export(vote, out, public_only=public_only))
    if as_json:
        answer_json(document)
        return
    answer(f"{document['title']}")
    answer(f"公开的，谁都能看： / for everybody: {document['public']}")
    if document["audit"] is not None:
        answer(f"审计用的，只给按规定能看的人： / for those who are entitled only: {document['audit']}")
        say("审计文件里有每一户的面积和选择，等于写着名字：不要发到群里。 / It has areas and choices side by side: never post it.")
        say(f"按规定只给： / by the rules only for: {', '.join(document['audit_for'])}。给过已记下。 / That it was written is on record.")
    elif document["sealed"]:
        say("按这次的规定审计文件谁也不给，没有写。 / By the rules of this vote nobody is given the audit file: it was not written.")
    answer(f"核对： / check: python {document['verify']} {document['public']} --head {document['head']}")


async def _export(wanted: str, out: Path, *, public_only: bool) -> dict[str, Any]:
    import hashlib

    from bot.actions.proofs.exporting import read_export
    from bot.actions.proofs.handing import note_exported
    from bot.rules.proofs import as_file, shown_head
    from bot.rules.proofs_files import AuditNotForYou
    from bot.runtime.clock import SystemClock
    from messages.formatting import set_zone
    from messages.votes import topic

    settings = settings_or_stop()
    set_zone(settings.timezone)
    files: dict[str, Any] = {"audit": None, "sealed": False}
    async with open_units(settings) as units:
        exported: ExportedVote = await read_export(units.read(), vote_id=await one_vote(units, wanted))
        vote_id = exported.heading.vote_id
        # First: where these cannot be written nobody is on record as having been given the audit file.
        files["public"] = _written(out, f"linli-{vote_id}-public.json", as_file(exported.public))
        files["verify"] = _written(out, "verify.py", _checker())
        if exported.audit is not None and not public_only:
            audit = as_file(exported.audit)
            try:
                await note_exported(units.write(), vote_id=vote_id, sha256=hashlib.sha256(audit).hexdigest(), now=SystemClock().now())
                files["audit"] = _written(out, f"linli-{vote_id}-audit.json", audit)
            except AuditNotForYou:
                files["sealed"] = True
    head = exported.public["head"]
    told = {"vote": vote_id, "title": topic("zh", exported.heading), "head": head, "shown_head": shown_head(head)}
    return {**told, "audit_for": exported.audit_for, **files}


def _written(folder: Path, name: str, content: bytes) -> str:
    """Where it is now; NotWritable."""
    from bot.runtime.disk import not_writable, whole_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(folder, error) from error
    with whole_file(folder / name) as file:
        file.write(content)
    return str(folder / name)


async def one_vote(units: Units, wanted: str) -> str:
    """The id of the one vote that is meant; ends with a sentence where there is none, or more than one."""
    from bot.actions.proofs.exporting import read_votes

    found = await read_votes(units.read(), wanted)
    if len(found) != 1:
        _say_which(wanted, found)
    return str(found[0].id)


def _checker() -> bytes:
    """Beside the files, so that whoever gets them needs nothing of ours."""
    return Path(checker.__file__).read_bytes()


def _say_which(wanted: str, found: list[Any]) -> NoReturn:
    if not found:
        stop(f"没有叫「{wanted}」的表决。 / There is no such vote.")
    from messages.votes import topic

    lines = [f"  {vote.id}  {vote.heading.compound}  {topic('zh', vote.heading)}  {vote.state}" for vote in found]
    stop("\n".join([f"有 {len(found)} 次表决对得上「{wanted}」，请写编号： / several match, please give the id:", *lines]))


def verify(
    file: Annotated[Path, typer.Argument(help="公开的文件 / the public file")],
    head: Annotated[str, typer.Option(help="群里或公示上的核对号 / as it stood in the group or on the sheet")] = "",
    receipt: Annotated[str, typer.Option(help="凭证 / a receipt")] = "",
    audit: Annotated[Path | None, typer.Option(help="审计文件 / the audit file")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="一份 JSON / one JSON document")] = False,
) -> None:
    """核对导出的表决；不用这个程序，python verify.py 也一样。 / Checks an exported vote; `python verify.py` does the same anywhere."""
    wanted = ["--head", head] if head else []
    wanted += ["--receipt", receipt] if receipt else []
    wanted += ["--audit", str(audit)] if audit else []
    wanted += ["--json"] if as_json else []
    raise typer.Exit(checker.main([str(file), *wanted]))


def app_command(app: typer.Typer) -> None:
    app.command("export-vote")(export_vote)
    app.command("verify")(verify)
