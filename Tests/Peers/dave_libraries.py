#!/usr/bin/env python3
"""davey and libdave in one group with a session of ours, through dave.h: we create the group, they join by our Welcome; they
commit and we follow; we remove with a path; all hear all, and show the same codes. needs: discord/dave.txt"""
import sys
from pathlib import Path

import dave
import davey

sys.path.insert(0, str(Path(__file__).parent / "discord"))
from dave_member import CHANNEL, ExternalSender, Ours, split
from peer import Checks, library

US, DAVEY, LIBDAVE, LATE = 7, 101, 202, 303
SOUND = bytes(range(120))
checks = Checks()
gateway = ExternalSender()
us = Ours(library, US)
first = davey.DaveSession(1, DAVEY, CHANNEL)
second = dave.Session()
late = davey.DaveSession(1, LATE, CHANNEL)
known = {str(user) for user in (US, DAVEY, LIBDAVE, LATE)}
decryptor, encryptor = dave.Decryptor(), dave.Encryptor()


def libdave_code():
    return dave.generate_displayable_code(bytes(second.get_last_epoch_authenticator()), 30, 5)


def libdave_keys():
    decryptor.transition_to_key_ratchet(second.get_key_ratchet(str(US)))
    encryptor.set_key_ratchet(second.get_key_ratchet(str(LIBDAVE)))


def talk_with_libdave():
    for _ in range(100):
        assert decryptor.decrypt(dave.MediaType.audio, us.seal(SOUND)) == SOUND
        assert us.open(LIBDAVE, encryptor.encrypt(dave.MediaType.audio, 1, SOUND)) == SOUND


def talk_with_davey(session, user):
    for _ in range(100):
        assert session.decrypt(US, davey.MediaType.audio, us.seal(SOUND)) == SOUND
        assert us.open(user, session.encrypt_opus(SOUND)) == SOUND


@checks.check("we create the group, and davey joins by our Welcome")
def _():
    for user in (DAVEY, LIBDAVE, LATE):
        us.connect(user)
    us.start()
    us.receive(25, gateway.body)
    us.last(26)
    first.set_external_sender(gateway.body)
    us.receive(27, b"\0" + gateway.add(first.get_serialized_key_package(), 0))
    commit, welcome = split(us.last(28))
    us.receive(29, b"\0\0" + commit)
    first.process_welcome(welcome)
    assert first.ready and us.code() == first.voice_privacy_code
    talk_with_davey(first, DAVEY)


@checks.check("davey adds libdave, and we follow its commit")
def _():
    second.init(1, CHANNEL, str(LIBDAVE), dave.SignatureKeyPair.generate(1))
    second.set_external_sender(gateway.body)
    proposals = gateway.add(second.get_marshalled_key_package(), 1)
    us.receive(27, b"\0" + proposals)
    us.last(28)
    made = first.process_proposals(davey.ProposalsOperationType.append, proposals, [US, DAVEY, LIBDAVE])
    us.receive(29, b"\0\5" + made.commit)
    first.process_commit(made.commit)
    assert second.process_welcome(made.welcome, known) is not None
    assert us.ready == [5] and not us.invalid
    us.execute(5)
    assert us.code() == first.voice_privacy_code == libdave_code()
    libdave_keys()
    talk_with_libdave()
    talk_with_davey(first, DAVEY)


@checks.check("we remove davey with a path, and libdave follows")
def _():
    proposals = b"\0" + gateway.remove(1, 2)
    us.receive(27, proposals)
    second.process_proposals(proposals, known)
    commit, welcome = split(us.last(28))
    assert not welcome
    us.receive(29, b"\0\6" + commit)
    assert second.process_commit(commit) is not None
    us.execute(6)
    assert us.code() == libdave_code()
    libdave_keys()
    talk_with_libdave()


@checks.check("we add another davey, and libdave follows")
def _():
    late.set_external_sender(gateway.body)
    proposals = b"\0" + gateway.add(late.get_serialized_key_package(), 3)
    us.receive(27, proposals)
    second.process_proposals(proposals, known)
    commit, welcome = split(us.last(28))
    us.receive(29, b"\0\7" + commit)
    second.process_commit(commit)
    late.process_welcome(welcome)
    us.execute(7)
    assert us.code() == libdave_code() == late.voice_privacy_code
    libdave_keys()
    talk_with_libdave()
    talk_with_davey(late, LATE)


@checks.check("the fingerprint with davey is the same on both sides")
def _():
    theirs = bytes(late.get_pairwise_fingerprint(0, US))
    assert us.fingerprint(LATE) == dave.generate_displayable_code(theirs, 45, 5)


sys.exit(checks.status)
