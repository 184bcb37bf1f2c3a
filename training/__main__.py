"""`python -m training COMMAND …`: reader (train weights), evaluate (judge them), calibrate (score to probability)."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
from pathlib import Path
from typing import Any

import torch

from core.command_parser import CommandParser, program
from core.errors import CewenError, ModelError
from core.settings import Settings, settings_with_data
from evals.report import commit
from retrieval.embed import PACKAGED, Embedder
from retrieval.reader.loading import WEIGHTS, make_reader, read_adapter
from training.adapter import RANK, adapter_arrays, averaged, starting_arrays, trainable_network
from training.calibrate import calibration_of
from training.card import data_table, told_command, write_card, write_weights
from training.documents import load_word_lists
from training.evaluate import OUTCOMES, Outcome, figures_of, outcome_of, read_outcomes, sampled
from training.examples import OFFICIAL, Lesson, Mix
from training.material import Material, Sort, load_material
from training.negatives import Pool
from training.train import Course, train

LAST_STEPS = 20
TOLD = ("dropout", "top_layers", "repeats", "negatives", "contrasts")


def _packaged(settings: Settings) -> tuple[Any, Any]:
    """The packaged model in float32, on the CPU, and its tokenizer."""
    found = Embedder(PACKAGED, settings.data_dir, "float32").packaged
    if found is None:
        raise ModelError("随包的向量模型无法加载", next_step="请运行 make install")
    return found[0].to("cpu").eval(), found[1]


def _mix(text: str) -> tuple[str, Mix]:
    """`fict_e=4:2` as a folder's mix."""
    folder, _, numbers = text.partition("=")
    repeats, _, negatives = numbers.partition(":")
    return folder, Mix(repeats=int(repeats), negatives=int(negatives))


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def _material(args: argparse.Namespace, settings: Settings, **choice: Any) -> Material:
    sort = Sort(
        passage_chars=settings.passage_chars,
        contrasts=args.contrasts,
        public=not args.no_public,
    )
    material = load_material(args.data, load_word_lists(settings.lexicon_dir), sort, seed=args.seed, **choice)
    if material.skipped:
        logging.info("%d questions whose quotes the stored text lacks are left out", material.skipped)
    return material


def _outcomes(
    args: argparse.Namespace, model: tuple[Any, Any], weights: Path, lessons: tuple[Lesson, ...], pools: dict[str, Pool]
) -> list[Outcome]:
    reader = make_reader(*model, weights)
    chosen = sampled(lessons, args.limit, args.seed)
    return [outcome_of(reader, lesson.question, pools[lesson.question.folder]) for lesson in chosen]


def reader(args: argparse.Namespace) -> int:
    """Train weights and write them with their card."""
    settings = settings_with_data(args.model)
    left_out = _names(args.leave_out)
    material = _material(args, settings, left_out=left_out, held_out=args.held_out)
    model = _packaged(settings)
    arrays = read_adapter(args.start) if args.start else starting_arrays(model[0], rank=args.rank, seed=args.seed)
    network = trainable_network(model[0], arrays, dropout=args.dropout, top_layers=args.top_layers)
    course = Course(
        epochs=args.epochs,
        steps=args.steps,
        learning_rate=args.learning_rate,
        batch_pieces=args.batch_pieces,
        part_pieces=args.part_pieces,
        smoothing=args.smoothing,
        varied=args.varied,
        seed=args.seed,
        device=args.device,
    )
    mix = Mix(repeats=args.repeats, negatives=args.negatives)
    mixes = dict.fromkeys(material.pools, mix) | material.mixes | dict(args.mix)
    trained = train(
        network,
        model[1],
        material.learnt,
        mixes,
        course,
        kept=lambda _: write_weights(args.out, adapter_arrays(network)),
        keep_every=args.keep_every,
    )
    weights = write_weights(args.out, adapter_arrays(network))
    judged = _outcomes(args, model, weights, material.left_out, material.pools)
    last = trained.losses[-LAST_STEPS:]
    facts = {
        "command": told_command(sys.argv[1:]),
        "commit": commit(),
        "started_from": args.start.name if args.start else "the packaged model",
        "data": data_table(material.learnt),
        "left_out": sorted({f"{lesson.question.folder}/{lesson.question.document}" for lesson in material.left_out}),
        "course": dataclasses.asdict(course) | {name: getattr(args, name) for name in TOLD},
        "training": {
            "steps_done": trained.steps,
            "seconds": round(trained.seconds),
            "examples": trained.examples,
            "last_loss": round(sum(last) / len(last), 4),
        },
        "figures": figures_of(judged),
    }
    write_card(args.out, facts)
    print(json.dumps({key: facts[key] for key in ("training", "figures")}, ensure_ascii=False, indent=1))
    return 0


def _judged(args: argparse.Namespace) -> list[Outcome]:
    settings = settings_with_data(args.model)
    named = _names(args.folders)
    folders = {name.split("/")[0] for name in named}
    material = _material(args, settings, left_out=named, only=folders)
    # What is named is judged; without a name, everything is.
    lessons = material.left_out if named else material.learnt
    return _outcomes(args, _packaged(settings), args.weights, lessons, material.pools)


def evaluate(args: argparse.Namespace) -> int:
    """Judge weights on folders and print a table by kind."""
    outcomes = _judged(args)
    record: dict[str, Any] = {
        "command": told_command(sys.argv[1:]),
        "commit": commit(),
        "figures": figures_of(outcomes),
    }
    if args.out:
        record[OUTCOMES] = [dataclasses.asdict(outcome) for outcome in outcomes]
        args.out.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record["figures"], ensure_ascii=False, indent=1))
    return 0


def calibrate(args: argparse.Namespace) -> int:
    """Fit the curve from score to probability and write it."""
    outcomes = read_outcomes(args.outcomes) if args.outcomes else _judged(args)
    fitted = calibration_of(outcomes, wrong_costs=args.wrong_costs)
    result = fitted | {"command": told_command(sys.argv[1:]), "commit": commit(), "weights_file": args.weights.name}
    args.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(fitted, ensure_ascii=False, indent=1))
    return 0


def average(args: argparse.Namespace) -> int:
    """Write the mean of weights: what was trained on keeps more of what its start knew."""
    write_weights(args.out, averaged([read_adapter(path) for path in args.weights]))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = CommandParser(prog=program("training"), description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("reader", help="train weights and write them with their card")
    one.add_argument("--out", type=Path, required=True, help="folder for reader.npz, training.json and README.md")
    one.add_argument("--from", dest="start", type=Path, help="weights to train on from; default: none")
    one.add_argument("--leave-out", default="", help="folders (fict_d) or documents (fict_d/d05), split by commas")
    one.add_argument("--held-out", type=float, default=0.0, help="share of the other documents to leave out as well")
    one.add_argument("--epochs", type=int, default=1)
    one.add_argument("--steps", type=int, help="most steps; default: as many as the epochs give")
    one.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    one.add_argument("--no-public", action="store_true", help="without CMRC and DRCD")
    one.add_argument("--contrasts", type=int, default=0, help="other documents to contrast a question's passage with")
    one.add_argument("--repeats", type=int, default=OFFICIAL.repeats, help="positives of a question in an epoch")
    one.add_argument("--negatives", type=int, default=OFFICIAL.negatives, help="negatives to each of them")
    one.add_argument("--mix", type=_mix, nargs="*", default=[], help="FOLDER=REPEATS:NEGATIVES, unlike the rest")
    one.add_argument("--top-layers", type=int, help="train so many of the last layers only; default: all")
    one.add_argument("--rank", type=int, default=RANK, help="rank of the changes, where training starts from nothing")
    one.add_argument("--learning-rate", type=float, default=1e-3)
    one.add_argument("--dropout", type=float, default=0.1)
    one.add_argument("--smoothing", type=float, default=0.0, help="label smoothing of answerable, 0 to 1")
    one.add_argument("--varied", type=float, default=0.0, help="share of examples whose question is said otherwise")
    one.add_argument("--batch-pieces", type=int, default=32768, help="largest batch, in pieces")
    one.add_argument("--part-pieces", type=int, default=2048, help="part of it read at once; as large on a GPU")
    one.add_argument("--keep-every", type=int, default=50, help="steps after which the weights are written")
    one.set_defaults(run=reader)
    two = commands.add_parser("evaluate", help="judge weights, by kind of question")
    two.add_argument("--out", type=Path, help="a JSON file for figures and outcomes")
    two.set_defaults(run=evaluate)
    three = commands.add_parser("calibrate", help="fit the curve from score to probability")
    three.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    three.add_argument("--outcomes", type=Path, help="what `evaluate --out` wrote, to fit to without reading again")
    three.add_argument("--wrong-costs", type=float, default=1.0, help="right answers that a wrong one outweighs")
    three.set_defaults(run=calibrate)
    for command in (two, three):
        command.set_defaults(no_public=True, contrasts=0)
        command.add_argument("--weights", type=Path, default=WEIGHTS)
        command.add_argument("--folders", default="", help="folders or documents to judge by; default: every folder")
    four = commands.add_parser("average", help="the mean of weights trained from one another")
    four.add_argument("weights", type=Path, nargs="+", help="weights files")
    four.add_argument("--out", type=Path, required=True, help="folder for reader.npz")
    four.set_defaults(run=average, threads=None)
    for command in (one, two, three):
        command.add_argument("--data", type=Path, nargs="+", required=True, help="folders of training material")
        command.add_argument("--limit", type=int, default=200, help="most questions to judge by, drawn by chance")
        command.add_argument("--model", type=Path, help="folder in which the packaged model is built")
        command.add_argument("--seed", type=int, default=0)
        command.add_argument("--threads", type=int, help="processor threads; default: all")
    return parser


def main() -> int:
    """Run one command; an error prints what happened and the next step and returns 2."""
    args = _arguments().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    if args.threads:
        torch.set_num_threads(args.threads)
    try:
        return int(args.run(args))
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
