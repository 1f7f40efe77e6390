"""The official driver's half of the differential test.

`official.py tell FILE` reads packed values, each after its length in four bytes, and prints a line for each: what the
official driver makes of it, and the bytes that it makes of that, in hexadecimal.

`official.py make SEED COUNT FILE` makes values up, packs them into such a file, and prints a line for each in the same form.
"""

import random
import struct
import sys
import uuid

import pytz
from neo4j import graph, spatial
from neo4j._codec.hydration.bolt.v3 import HydrationHandler
from neo4j._codec.packstream import Structure, v2
from neo4j.time import Date, DateTime, Duration, Time
from neo4j.vector import Vector, VectorDType

HANDLER = HydrationHandler()
ZONES = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
EPOCH = Date(1970, 1, 1).to_ordinal()


class Packer(v2.Packer):
    """The driver's own, which is never asked for structures with values of other kinds in them: a driver sends no nodes."""

    def pack_struct(self, signature, fields, dehydration_hooks=None):
        super().pack_struct(signature, fields, dehydration_hooks or HANDLER.dehydration_hooks)


def packed(value):
    buffer = Packer.new_packable_buffer()
    Packer(buffer).pack(value, dehydration_hooks=HANDLER.dehydration_hooks)
    return bytes(buffer.data)


def unpacked(data):
    # A scope keeps nodes by their ids, as a result does; here each value is on its own.
    scope = HANDLER.new_hydration_scope()
    buffer = v2.Unpacker.new_unpackable_buffer()
    buffer.data, buffer.used = bytearray(data), len(data)
    value = v2.Unpacker(buffer).unpack(scope.hydration_hooks)
    assert buffer.p == len(data), "the whole value was read"
    return value


def bits(number):
    return struct.pack(">d", number).hex()


def text(string):
    return string.encode("utf-8").hex()


def tell_map(entries):
    inside = sorted((key.encode("utf-8"), tell(value)) for key, value in entries.items())
    return "{" + ",".join(f"{key.hex()}:{value}" for key, value in inside) + "}"


def tell_node(node):
    labels = ",".join(sorted(text(label) for label in node.labels))
    return f"N{node.id},{text(node.element_id)}[{labels}]" + tell_map(dict(node.items()))


def tell_relationship(it):
    ends = f"{text(it.start_node.element_id)},{text(it.end_node.element_id)}"
    return f"R{it.id},{text(it.element_id)},{text(it.type)},{ends}" + tell_map(dict(it.items()))


def tell_time(time):
    if time.tzinfo is None:
        return f"t{time.ticks}"
    return f"T{time.ticks},{int(time.tzinfo.utcoffset(time).total_seconds())}"


def tell_date_time(it):
    local = (it.to_ordinal() - EPOCH) * 86_400 + it.time().ticks // 1_000_000_000
    nanosecond = it.nanosecond
    if it.tzinfo is None:
        return f"L{local},{nanosecond}"
    offset = int(it.utcoffset().total_seconds())
    zone = getattr(it.tzinfo, "zone", None)
    kind = f"Z{text(zone)}," if zone else "O"
    return f"{kind}{local - offset},{nanosecond},{offset}"


def tell(value):
    """Says all of a value in one line without spaces."""
    if value is None:
        return "n"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return f"d{bits(value)}"
    if isinstance(value, str):
        return f"s{text(value)}"
    if isinstance(value, (bytes, bytearray)):
        return f"b{bytes(value).hex()}"
    if isinstance(value, uuid.UUID):
        return f"u{value.hex}"
    if isinstance(value, spatial.Point):
        return f"P{value.srid}," + ",".join(bits(coordinate) for coordinate in value)
    if isinstance(value, Duration):
        nanoseconds = value.seconds * 1_000_000_000 + value.nanoseconds
        return f"E{value.months},{value.days},{nanoseconds}"
    if isinstance(value, list):
        return "[" + ",".join(tell(item) for item in value) + "]"
    if isinstance(value, dict):
        return tell_map(value)
    if isinstance(value, Vector):
        return f"V{value.dtype.value},{value.raw().hex()}"
    if isinstance(value, DateTime):
        return tell_date_time(value)
    if isinstance(value, Date):
        return f"D{value.to_ordinal() - EPOCH}"
    if isinstance(value, Time):
        return tell_time(value)
    if isinstance(value, graph.Node):
        return tell_node(value)
    if isinstance(value, graph.Relationship):
        return tell_relationship(value)
    if isinstance(value, graph.Path):
        parts = [tell_node(value.nodes[0])]
        for relationship, node in zip(value.relationships, value.nodes[1:]):
            parts += [tell_relationship(relationship), tell_node(node)]
        return "(" + ";".join(parts) + ")"
    raise TypeError(f"{type(value)}: {value!r}")


class Source:
    """Values that look random and are the same for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.ids = 0

    def integer(self):
        return self.random.getrandbits(64) - 2**63 >> self.random.randrange(64)

    def text(self):
        limit = self.random.choice([4, 20, 300])
        return "".join(self.random.choice("aΩ\0😀'\"\\") for _ in range(self.random.randrange(limit)))

    def floating(self):
        number = struct.unpack(">d", self.random.getrandbits(64).to_bytes(8, "big"))[0]
        return 0.5 if number != number else number

    def offset(self):
        # An offset of 0 is the zone UTC to this library.
        return pytz.FixedOffset(self.random.choice([-1, 1]) * self.random.randrange(1, 1081))

    def zone(self):
        if self.random.random() < 0.5:
            return pytz.timezone(self.random.choice(ZONES))
        return self.offset()

    def instant(self):
        days, second = self.random.randrange(1, 24_000), self.random.randrange(86_400)
        time = Time.from_ticks(second * 1_000_000_000 + self.random.randrange(10**9))
        return DateTime.combine(Date.from_ordinal(EPOCH + days), time)

    def temporal(self):
        match self.random.randrange(6):
            case 0:
                return Date.from_ordinal(self.random.randrange(1, 3_652_059))
            case 1:
                return Time.from_ticks(self.random.randrange(86_400 * 10**9))
            case 2:
                time = Time.from_ticks(self.random.randrange(86_400 * 10**9))
                return self.offset().localize(time)
            case 3:
                return self.instant()
            case 4:
                small = lambda: self.integer() >> 24
                return Duration(months=small(), days=small(), seconds=small(), nanoseconds=self.random.randrange(10**9))
            case _:
                return self.instant().replace(tzinfo=pytz.UTC).as_timezone(self.zone())

    def point(self):
        coordinates = [self.floating() for _ in range(self.random.choice([2, 3]))]
        kind = self.random.choice([spatial.CartesianPoint, spatial.WGS84Point])
        return kind(coordinates)

    def vector(self):
        kind = self.random.choice(list(VectorDType))
        width = {"8": 1, "16": 2, "32": 4, "64": 8}[kind.value[1:]]
        count = self.random.randrange(9)
        if kind.value.startswith("f"):
            numbers = [self.random.random() * 2**20 for _ in range(count)]
            return Vector.from_native(numbers, kind)
        return Vector(self.random.randbytes(width * count), kind)

    def map(self, depth):
        return {self.text(): self.value(depth) for _ in range(self.random.randrange(8))}

    def properties(self, depth):
        # No property is null.
        return {key: value for key, value in self.map(depth).items() if value is not None}

    def next_id(self):
        self.ids += 1
        return self.ids

    def node(self, depth):
        number = self.next_id()
        labels = list({self.text() for _ in range(self.random.randrange(4))})
        return Structure(b"N", number, labels, self.properties(depth), f"n{number}")

    def type_name(self):
        # The library makes a class of each.
        return self.random.choice(["KNOWS", "größer", "is `the` one"])

    def relationship(self, depth):
        own, start, end = (self.next_id() for _ in range(3))
        names = [f"{letter}{number}" for letter, number in (("r", own), ("n", start), ("n", end))]
        return Structure(b"R", own, start, end, self.type_name(), self.properties(depth), *names)

    def path(self, depth):
        length = self.random.randrange(5)
        nodes = [self.node(depth) for _ in range(length + 1)]
        between, walk = [], []
        for place in range(length):
            own = self.next_id()
            between.append(Structure(b"r", own, self.type_name(), self.properties(depth), f"r{own}"))
            walk += [self.random.choice([1, -1]) * (place + 1), place + 1]
        return Structure(b"P", nodes, between, walk)

    def value(self, depth):
        match self.random.randrange(17 if depth else 10):
            case 0:
                return None
            case 1:
                return self.random.random() < 0.5
            case 2:
                return self.integer()
            case 3:
                return self.floating()
            case 4:
                return self.text()
            case 5:
                return self.random.randbytes(self.random.randrange(300))
            case 6:
                return self.point()
            case 7:
                return self.vector()
            case 8:
                return uuid.UUID(int=self.random.getrandbits(128))
            case 9 | 10:
                return self.temporal()
            case 11 | 12:
                return [self.value(depth - 1) for _ in range(self.random.randrange(8))]
            case 13:
                return self.map(depth - 1)
            case 14:
                return self.node(depth - 1)
            case 15:
                return self.relationship(depth - 1)
            case _:
                return self.path(depth - 1)


def frames(path):
    with open(path, "rb") as file:
        while header := file.read(4):
            yield file.read(int.from_bytes(header, "big"))


def tell_all(path):
    for data in frames(path):
        value = unpacked(data)
        print(tell(value), packed(value).hex())


def make(seed, count, path):
    source = Source(seed)
    with open(path, "wb") as file:
        for _ in range(count):
            data = packed(source.value(3))
            file.write(len(data).to_bytes(4, "big") + data)
            print(tell(unpacked(data)), data.hex())


match sys.argv[1:]:
    case ["tell", path]:
        tell_all(path)
    case ["make", seed, count, path]:
        make(int(seed), int(count), path)
    case _:
        sys.exit(__doc__)
