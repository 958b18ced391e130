"""What Typer refuses by itself, in one sentence of ours: an option or a value that there is not, or none where one is needed."""

from enum import Enum
from typing import Any, get_args

import typer
from typer.core import TyperGroup

from bot.cli.common import stop


class Clerk(TyperGroup):
    """All commands are beneath it, so that whatever one of them is given passes here."""

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        try:
            return super().make_context(*arguments, **options)
        except typer.TyperException as error:
            _say_or_raise(error, "linli")

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            _say_or_raise(error, f"{ctx.command_path} {ctx.invoked_subcommand or ''}".strip())


def _say_or_raise(error: typer.TyperException, command: str) -> None:
    """`command`: where the error does not say itself whose it is."""
    # The help was shown instead.
    if type(error).__name__ == "NoArgsIsHelpError":
        raise error
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else command
    chinese, english = _sentence(error)
    stop(f"{chinese}用法见 {command} --help。 / {english} See {command} --help.")


def _sentence(error: Any) -> tuple[str, str]:
    """Known by their names: Typer has no public ones for them."""
    match type(error).__name__:
        case "BadParameter" if error.param is not None:
            return _bad_value(error)
        case "MissingParameter" if error.param is not None:
            name = _name(error.param)
            (what, what_english) = _meaning(error.param)
            values = f"，可以写 {'、'.join(_choices(error.param))}" if _choices(error.param) else ""
            return f"少了 {name}{what}{values}。", f"{name}{what_english} is missing{_one_of(error.param, ': ')}."
        case "NoSuchOption":
            near = sorted(error.possibilities or ())
            meant = (f"，是不是 {'、'.join(near)}？", f": did you mean {' or '.join(near)}?") if near else ("。", ".")
            return f"没有 {error.option_name} 这个选项{meant[0]}", f"There is no option {error.option_name}{meant[1]}"
        case "BadOptionUsage" if "does not take" in error.message:
            return f"{error.option_name} 后面不用写值。", f"{error.option_name} takes no value."
        case "BadOptionUsage":
            return f"{error.option_name} 后面要写一个值。", f"{error.option_name} needs a value."
    return _other(error)


def _bad_value(error: Any) -> tuple[str, str]:
    name, choices = _name(error.param), _choices(error.param)
    details: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    [detail] = details if len(details) == 1 else [{}]
    given = str(detail.get("input", ""))
    if choices:
        return f"{name} 没有「{given}」，可以写 {'、'.join(choices)}。", f"{name} cannot be “{given}”{_one_of(error.param, ': ')}."
    match detail.get("type"):
        case "int_parsing" | "int_from_float":
            return f"{name}「{given}」不是整数，请写数字。", f"{name} “{given}” is no whole number."
        case "greater_than_equal":
            least = detail["ctx"]["ge"]
            return f"{name} 最小是 {least}，写的是 {given}。", f"{name} is {least} at least, not {given}."
    return f"{name} 看不懂：{error.message}。", f"{name} cannot be read: {error.message}."


def _other(error: Any) -> tuple[str, str]:
    said = error.format_message().rstrip(".")
    if said.startswith("No such command"):
        name = said.removeprefix("No such command").strip(" '\"")
        return f"没有「{name}」这个命令。", f"There is no command “{name}”."
    if said.startswith("Got unexpected extra argument"):
        more = said.rpartition("(")[2].rstrip(")")
        return f"后面多了「{more}」；有空格的要用引号括起来。", f"“{more}” is too much; put quotation marks around what holds spaces."
    return f"命令看不懂：{said}。", f"{said}."


def _name(param: Any) -> str:
    """As it is typed: an option by its long form, an argument by its place."""
    return str(param.opts[0] if param.param_type_name == "option" else param.name)


def _meaning(param: Any) -> tuple[str, str]:
    """What its help says of it, in brackets."""
    chinese, _, english = (param.help or "").partition(" / ")
    return f"（{chinese}）" if chinese else "", f" ({english})" if english else ""


def _choices(param: Any) -> list[str]:
    kind = param.type_descriptor.annotation
    kinds = [one for one in (kind, *get_args(kind)) if isinstance(one, type) and issubclass(one, Enum)]
    return [str(one.value) for one in kinds[0]] if kinds else []


def _one_of(param: Any, after: str) -> str:
    choices = _choices(param)
    return f"{after}write one of {', '.join(choices)}" if choices else ""
