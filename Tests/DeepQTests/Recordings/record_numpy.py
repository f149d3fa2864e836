"""Records what NumPy 2.4.6 draws, for the tests of SeedSequence, RandomSource, RandomStreams and MersenneTwister.

    python3 record_numpy.py > numpy.json

Whole numbers are JSON strings in hexadecimal (they exceed 2^53), doubles their bits likewise.
"""

import json

import numpy as np


def hexadecimal(values):
    return [f"{int(value):x}" for value in values]


def bits(values):
    return hexadecimal(np.asarray(values, dtype=np.float64).view(np.uint64))


def words(generator):
    state = generator.bit_generator.state
    mask = 2**64 - 1
    numbers = [state["state"]["state"], state["state"]["inc"]]
    halves = [half for number in numbers for half in (number >> 64, number & mask)]
    return hexadecimal(halves + [state["has_uint32"], state["uinteger"]])


def generator(seed):
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))


def entropy_words(entropy):
    count = max(1, (entropy.bit_length() + 31) // 32)
    return hexadecimal(entropy >> 32 * index & 0xFFFFFFFF for index in range(count))


def seed_sequences():
    entropies = [0, 1, 42, 2**32 - 1, 2**32, 2**63, 2**64 - 1, 0x0123456789ABCDEF_FEDCBA9876543210, 3**120]
    keys = [(), (0,), (3, 1), (7, 4, 50_000, 0), (2**32 - 1, 0, 1, 2, 3)]
    for entropy in entropies:
        for key in keys:
            sequence = np.random.SeedSequence(entropy, spawn_key=key)
            yield {
                "entropy": entropy_words(entropy),
                "spawnKey": hexadecimal(key),
                "state32": hexadecimal(sequence.generate_state(9, np.uint32)),
                "state64": hexadecimal(sequence.generate_state(5, np.uint64)),
            }


def spawning():
    root = np.random.SeedSequence(42, spawn_key=(5,))
    children = root.spawn(2) + root.spawn(3)
    children += children[1].spawn(2)
    return [
        {"spawnKey": hexadecimal(child.spawn_key), "state32": hexadecimal(child.generate_state(4))}
        for child in children
    ]


def raw():
    for seed in [0, 1, 42, 2**63, 2**64 - 1]:
        source = generator(seed)
        start = words(source)
        yield {
            "seed": f"{seed:x}",
            "start": start,
            "raw": hexadecimal(source.bit_generator.random_raw(20)),
            "end": words(source),
        }


def doubles():
    source = generator(42)
    yield {"draw": "random", "values": bits(source.random(50))}
    for low, high in [(0.0, 1.0), (-0.05, 0.05), (-1e300, 1e300), (1.0, 1.0 + 2**-50), (-3.0, -3.0), (0.1, 0.3)]:
        ends = bits([low, high])
        yield {"draw": "uniform", "ends": ends, "values": bits([source.uniform(low, high) for _ in range(20)])}


def integers():
    """Ranges one after the other on one generator, so that halves stay buffered between them."""
    source = generator(7)
    ranges = [
        (0, 1), (0, 2), (0, 3), (0, 6), (0, 7), (0, 10), (0, 255), (0, 256), (0, 50_000), (0, 2**31), (0, 3 * 2**30),
        (0, 2**32 - 1), (0, 2**32), (0, 2**32 + 1), (-(2**61), 2**63 - 1), (0, 2**63 - 1), (0, 2**62 + 1), (-5, 5), (-3, -2),
        (1, 7), (-(2**62), 2**62), (-(2**63), 2**63 - 1), (-(2**63), 2**62 + 1), (10**9, 10**9 + 3), (0, 9),
    ]
    for low, high in ranges:
        values = [int(source.integers(low, high)) for _ in range(15)]
        yield {"low": str(low), "high": str(high), "values": [str(value) for value in values], "end": words(source)}


def interleaved():
    """A bounded integer takes half of 64 bits; a double in between leaves the other half for the next one."""
    source = generator(11)
    rows = []
    for bound in [2, 3, 10, 1_000, 2**32, 2**40, 5, 2, 2, 7, 2**33, 2**31 + 1]:
        rows.append({"bound": str(bound), "integer": str(int(source.integers(bound))), "double": bits([source.random()])[0]})
        rows.append({"bound": str(bound), "integer": str(int(source.integers(bound))), "double": ""})
    return {"rows": rows, "end": words(source)}


def shuffles():
    for count in [0, 1, 2, 3, 10, 33, 100]:
        source = generator(100 + count)
        values = np.arange(count)
        source.shuffle(values)
        yield {"count": count, "values": hexadecimal(values), "end": words(source)}


def samples():
    """Both of NumPy's algorithms (the tail shuffle: population over 10 000, more than a twentieth taken) and their border."""
    cases = [
        (1, 1), (5, 0), (5, 5), (10, 3), (32, 32), (1_000, 32), (50_000, 32), (50_000, 64), (50_000, 65), (64, 64),
        (65, 65), (500, 100), (10_000, 150), (10_001, 500), (10_001, 501), (10_019, 500), (10_020, 501), (10_020, 502),
        (2**32 + 5, 4), (2**40, 40), (2**20, 33),
    ]
    for population, count in cases:
        source = generator(population * 1_000 + count)
        values = source.choice(population, count, replace=False, shuffle=False)
        yield {
            "seed": f"{population * 1_000 + count:x}", "population": str(population), "count": count,
            "values": hexadecimal(values), "end": words(source),
        }


def samples_with_replacement():
    for population, count in [(1, 3), (7, 20), (50_000, 32), (50_000, 33), (2**32, 5), (2**35, 5)]:
        source = generator(population + count)
        values = source.integers(0, population, count)
        yield {
            "seed": f"{population + count:x}", "population": str(population), "count": count,
            "values": hexadecimal(values), "end": words(source),
        }


def streams():
    """The streams of a trial as RandomStreams defines them, in NumPy's words."""
    for root, replicate in [(42, 0), (42, 3), (2**64 - 1, 999)]:
        children = [np.random.SeedSequence(root, spawn_key=(replicate, purpose)) for purpose in range(4)]
        seed = int(children[0].generate_state(1, np.uint64)[0])
        sources = [generator(seed)] + [np.random.Generator(np.random.PCG64(child)) for child in children[1:]]
        step = 2**33 + 5_000
        evaluation = np.random.SeedSequence(root, spawn_key=(replicate, 4, step & 0xFFFFFFFF, step >> 32)).spawn(2)
        yield {
            "root": f"{root:x}", "replicate": replicate, "environmentSeed": f"{seed:x}",
            "states": [words(source) for source in sources], "step": f"{step:x}",
            "evaluationSeed": f"{int(evaluation[0].generate_state(1, np.uint64)[0]):x}",
            "evaluationExploration": words(np.random.Generator(np.random.PCG64(evaluation[1]))),
        }


def random_states():
    """The Mersenne Twister, seeded with one word and with two."""
    for seed in (0, 42, 2**32 - 1, 2**32 + 7):
        source = np.random.RandomState(seed if seed < 2**32 else [seed & 0xFFFFFFFF, seed >> 32])
        row = {"seed": f"{seed:x}", "unit": bits([source.rand() for _ in range(8)])}
        row["below2"] = [str(int(source.randint(2))) for _ in range(8)]
        row["from1below6"] = [str(int(value)) for value in source.randint(1, 6, 8)]
        for _ in range(700):
            source.rand()
        yield row | {"late": [str(int(source.randint(1 << 31))) for _ in range(4)]}


if __name__ == "__main__":
    assert np.__version__ == "2.4.6"
    recording = {
        "seedSequences": list(seed_sequences()), "spawning": spawning(), "raw": list(raw()),
        "doubles": list(doubles()), "integers": list(integers()), "interleaved": interleaved(),
        "shuffles": list(shuffles()), "samples": list(samples()),
        "samplesWithReplacement": list(samples_with_replacement()), "streams": list(streams()),
        "randomStates": list(random_states()),
    }
    sections = [f'"{name}": {json.dumps(section)}' for name, section in recording.items()]
    print("{\n" + ",\n".join(sections).replace("}, {", "},\n {") + "\n}")
