"""One file that anybody can check with Python alone, in any year; and whatever is changed in it is found."""

import base64
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from bot.exports import verify
from storage.database.signing_keys import new_signing_key, public_key_of
from tests.bot.office import Office, signed_record
from tests.support.examples import PROVING, examples

OFFSETS = 400 if PROVING else 12
"""At which places of each file something is changed."""
KEY = new_signing_key()


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Office(tmp_path_factory.mktemp("office"), WAYMARK_SIGNING_KEYS=KEY)
    assert office.says("db upgrade").code == 0
    office.open_demo()
    reference = office.changes(signed_record).reference
    file = office.folder / "record.zip"
    assert office.says(f"records export {reference} --as dsl --zip --out {file}").code == 0
    assert office.says(f"records verify {file}").code == 0, "the database knows it too"
    # the installation ends
    for left in office.folder.glob("waymark.db*"):
        left.unlink()
    return file


def test_it_is_checked_with_python_alone_and_says_who_exported_it_and_when(export: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(export) as opened:
        (tmp_path / "verify.py").write_bytes(opened.read("verify.py"))
        history = opened.read("history.json").decode()
    command = [sys.executable, "-I", "-S", "verify.py", str(export)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stderr) == (0, "")
    for said in ("Whole", "Jo Marlowe (demo) (demo-dsl)", public_key_of(KEY), "added to the record since"):
        assert said in done.stdout
    assert [one["action"].split()[0] for one in json.loads(history)["entries"]] == ["signed", "read"]
    assert "Example" not in history
    other = [*command, "--key", public_key_of(new_signing_key())]
    done = subprocess.run(other, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 1
    assert "not signed by the key that was asked for" in done.stdout


def parts(whole: bytes) -> list[tuple[str, bytes]]:
    return verify.unpacked(whole)


def is_found(changed: bytes) -> bool:
    wrong, _ = verify.check(changed)
    return bool(wrong)


def test_a_flip_or_a_cut_anywhere_is_found_and_named_by_its_file(export: Path) -> None:
    whole, chance = export.read_bytes(), random.Random(None if PROVING else 22)  # noqa: S311 nothing is kept secret
    assert verify.check(whole)[0] == []
    places = [*range(0, 30), *range(len(whole) - 30, len(whole))]
    for name, content in parts(whole):
        start = whole.index(content)
        for offset in {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(OFFSETS))}:
            flipped = bytearray(whole)
            flipped[start + offset] ^= 1 << chance.randrange(8)
            wrong, _ = verify.check(bytes(flipped))
            assert wrong, f"{name} at {offset}"
            assert any(name in one or "signature" in one for one in wrong), wrong
        places.append(start - 1)
        assert is_found(whole[:start] + whole[start + 1 :])
    for place in [*places, *(chance.randrange(len(whole)) for _ in range(OFFSETS))]:
        flipped = bytearray(whole)
        flipped[place] ^= 1
        assert is_found(bytes(flipped)), place
        assert is_found(whole[:place]), place
    assert is_found(whole + b"\0")
    assert is_found(b"")


def every_file(export: Path) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    files = parts(export.read_bytes())
    for at, (name, content) in enumerate(files):
        rest = files[:at] + files[at + 1 :]
        yield f"{name} dropped", rest
        yield f"{name} renamed", [*rest, (f"x{name}", content)]
        yield f"{name} twice", [*files, (name, content)]
        yield f"{name} last", [*rest, (name, content)] if rest != files[:-1] else rest
        yield f"{name} replaced", [(one, b"{}" if one == name else had) for one, had in files]
        yield f"{name} and one more", [*files, (f"more-{at}.txt", b"x")]
        other = files[(at + 1) % len(files)]
        swapped = {name: other[1], other[0]: content}
        yield f"{name} swapped", [(one, swapped.get(one, had)) for one, had in files]


def test_whatever_is_dropped_added_renamed_or_swapped_is_found(export: Path) -> None:
    for what, files in every_file(export):
        assert is_found(verify.packed(files)), what


def test_packed_anew_by_another_program_it_is_not_whole(export: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts(export.read_bytes()):
            packed.writestr(name, content)
    assert is_found(out.getvalue())


def test_who_signs_it_with_a_key_of_their_own_is_named_by_that_key(export: Path) -> None:
    """Nothing in a file can say whose key it is: that is compared with the one that was published."""
    forger = Ed25519PrivateKey.generate()
    files = dict(parts(export.read_bytes()))
    manifest = json.loads(files["manifest.json"])
    manifest["exported_by"]["name"] = "Somebody Else"
    spelt = verify.canonical(manifest).encode()
    files |= {
        "manifest.json": spelt,
        "signature.txt": base64.b64encode(forger.sign(verify.FORM.encode() + b"\n" + spelt)),
    }
    assert is_found(verify.packed(list(files.items()))), "signed by another key than it names"
    theirs = base64.urlsafe_b64encode(forger.public_key().public_bytes_raw()).decode().rstrip("=")
    manifest["public_key"] = verify.KEY_BEGINS + theirs
    spelt = verify.canonical(manifest).encode()
    signature = base64.b64encode(forger.sign(verify.FORM.encode() + b"\n" + spelt))
    files |= {"manifest.json": spelt, "signature.txt": signature}
    wrong, said = verify.check(verify.packed(list(files.items())))
    assert wrong == []
    assert said is not None
    assert said["public_key"] != public_key_of(KEY)
    assert verify.check(verify.packed(list(files.items())), public_key_of(KEY))[0]


def test_an_entry_of_the_history_that_was_changed_is_named(export: Path) -> None:
    files = dict(parts(export.read_bytes()))
    history = json.loads(files["history.json"])
    assert verify._history(json.dumps(history).encode()) == []
    for change in ({"person_id": "demo-head"}, {"action": "received"}, {"number": 5}, {"signature": "00" * 64}):
        entries = [{**one, **(change if one["number"] == 2 else {})} for one in history["entries"]]
        assert verify._history(json.dumps({**history, "entries": entries}).encode()), change
    assert verify._history(json.dumps({**history, "entries": history["entries"][1:]}).encode())


def test_bad_input_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("not a zip")
    assert verify.main([str(tmp_path / "letter.txt")]) == 1
    assert "no zip file" in capsys.readouterr().out
    assert verify.main([str(tmp_path / "none.zip")]) == 2
    assert verify.main([]) == 2


def test_a_public_key_alone_vouches_for_nothing(office: Office) -> None:
    reference = office.changes(signed_record).reference
    file = office.folder / "record.zip"
    only_public = public_key_of(new_signing_key())
    said = office.says(f"records export {reference} --as dsl --zip --out {file}", WAYMARK_SIGNING_KEYS=only_public)
    assert said.code == 2
    assert "WAYMARK_SIGNING_KEYS" in said.err
    assert not file.exists()


@examples(30, 2000)
@given(st.binary(max_size=200), st.integers(0, 511), st.integers(0, 255))
def test_a_signature_holds_exactly_where_cryptography_says_so(message: bytes, bit: int, key_bit: int) -> None:
    """With every bit of the signature and of the key turned somewhere."""
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verify.is_signed(public, message, signature)
    turned = bytearray(signature)
    turned[bit // 8] ^= 1 << bit % 8
    other_key = bytearray(public)
    other_key[key_bit // 8] ^= 1 << key_bit % 8
    for key, said in ((public, bytes(turned)), (bytes(other_key), signature)):
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(said, message)
            holds = True
        except (InvalidSignature, ValueError):
            holds = False
        assert verify.is_signed(key, message, said) == holds
    assert not verify.is_signed(public, message + b"x", signature)
    # the same number of the group, written larger: refused, as RFC 8032 says
    larger = int.from_bytes(signature[32:], "little") + verify.ORDER
    if larger < 2**256:
        assert not verify.is_signed(public, message, signature[:32] + larger.to_bytes(32, "little"))
