"""Questions of one moment are put as one, and each has its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from monitor.store.together import Patience, Together

SHORT = Patience(quiet=0.02, longest=0.1)


class Oracle:
    """Doubles numbers; remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def answer(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.asked.append(list(numbers))
        await asyncio.sleep(0)
        return [ValueError(f"{one} is odd") if one % 2 else one * 2 for one in numbers]


async def test_what_is_asked_in_one_turn_of_the_loop_is_one_question():
    oracle = Oracle()
    together: Together[int, int] = Together(oracle.answer)
    answers = await asyncio.gather(*(together.ask(n) for n in (2, 4, 6)))
    assert answers == [4, 8, 12]
    assert oracle.asked == [[2, 4, 6]]
    assert await together.ask(8) == 16


async def test_an_answer_that_is_an_error_is_for_who_asked_and_no_other():
    together: Together[int, int] = Together(Oracle().answer)
    answers = await asyncio.gather(*(together.ask(n) for n in (1, 2)), return_exceptions=True)
    assert isinstance(answers[0], ValueError)
    assert answers[1] == 4


async def test_when_nothing_can_be_answered_everybody_hears_why():
    async def broken(_questions: Sequence[int]) -> list[int | Exception]:
        raise OSError("the disk is full")

    together: Together[int, int] = Together(broken)
    answers = await asyncio.gather(*(together.ask(n) for n in (1, 2)), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["the disk is full"] * 2


async def test_patience_waits_for_company_while_it_goes_on_coming():
    oracle = Oracle()
    together: Together[int, int] = Together(oracle.answer, SHORT)
    tasks = []
    for number in range(0, 8, 2):
        tasks.append(asyncio.create_task(together.ask(number)))
        await asyncio.sleep(0.01)
    assert await asyncio.gather(*tasks) == [0, 4, 8, 12]
    assert oracle.asked == [[0, 2, 4, 6]]


async def test_patience_ends():
    oracle = Oracle()
    together: Together[int, int] = Together(oracle.answer, SHORT)
    first = asyncio.create_task(together.ask(0))
    others = []
    while not first.done():
        others.append(asyncio.create_task(together.ask(2)))
        await asyncio.sleep(0.005)
    assert len(oracle.asked) == 1
    await asyncio.gather(*others)


async def test_a_crowd_is_answered_at_once_and_in_parts():
    oracle = Oracle()
    together: Together[int, int] = Together(oracle.answer, Patience(60.0, 60.0), most=3)
    async with asyncio.timeout(5):
        await asyncio.gather(*(together.ask(n) for n in range(0, 12, 2)))
    assert oracle.asked == [[0, 2, 4], [6, 8, 10]]


async def test_who_is_cancelled_leaves_the_others_their_answers():
    together: Together[int, int] = Together(Oracle().answer, SHORT)
    gone, stays = (asyncio.create_task(together.ask(n)) for n in (2, 4))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 8
    with pytest.raises(asyncio.CancelledError):
        await gone


def test_what_waited_for_a_loop_that_ended_is_forgotten():
    oracle = Oracle()
    together: Together[int, int] = Together(oracle.answer, SHORT)

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(together.ask(2), 0.001)

    asyncio.run(give_up())
    assert asyncio.run(together.ask(4)) == 8
    assert oracle.asked == [[4]]
