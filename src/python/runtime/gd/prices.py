"""What CPython's instructions and calls cost, in nanoseconds. Fixed numbers, so that a run is the same everywhere.

Fitted to the CPU time of a real CPython 3.11 on a reference machine (docs/calibration.md has the machine, the programs and how
far off each is; `npm run calibrate` measures again). An instruction's price is an average over what it is usually given.
"""

#: Instructions by name. Those that are not here move a value or look at a flag: OPCODE_ELSE.
OPCODES = {
    "NOT_TAKEN": 0.0, "RAISE_VARARGS": 0.0, "CACHE": 0.0,
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": 1.5, "LOAD_FAST_LOAD_FAST": 1.5, "STORE_FAST_LOAD_FAST": 1.5, "STORE_FAST_STORE_FAST": 1.5,
    "LOAD_GLOBAL": 1.5, "LOAD_NAME": 6.0, "STORE_NAME": 7.0, "STORE_GLOBAL": 7.0, "LOAD_DEREF": 1.4, "STORE_DEREF": 1.5,
    "LOAD_ATTR": 1.8, "STORE_ATTR": 2.0, "LOAD_SUPER_ATTR": 40.0, "LOAD_SPECIAL": 17.0,
    "COMPARE_OP": 2.7, "CONTAINS_OP": 10.0, "IS_OP": 0.7, "TO_BOOL": 0.8, "UNARY_NOT": 1.0, "UNARY_NEGATIVE": 7.0, "UNARY_INVERT": 7.0,
    "STORE_SUBSCR": 2.8, "BINARY_SLICE": 33.0, "STORE_SLICE": 45.0, "DELETE_SUBSCR": 12.0, "DELETE_ATTR": 10.0,
    "FOR_ITER": 5.0, "GET_ITER": 6.0, "JUMP_BACKWARD": 1.3, "LIST_APPEND": 5.0, "SET_ADD": 20.0, "MAP_ADD": 28.0,
    "LIST_EXTEND": 8.0, "SET_UPDATE": 30.0, "DICT_UPDATE": 24.0, "DICT_MERGE": 50.0,
    "BUILD_LIST": 12.0, "BUILD_TUPLE": 9.0, "BUILD_MAP": 16.0, "BUILD_SET": 32.0, "BUILD_STRING": 20.0, "BUILD_SLICE": 8.0,
    "FORMAT_SIMPLE": 17.0, "FORMAT_WITH_SPEC": 140.0, "CONVERT_VALUE": 25.0,
    "UNPACK_SEQUENCE": 5.0, "UNPACK_EX": 65.0, "MAKE_FUNCTION": 30.0,
    "RETURN_VALUE": 2.5, "YIELD_VALUE": 4.0, "RETURN_GENERATOR": 35.0, "END_SEND": 10.0,
    "IMPORT_NAME": 45.0, "IMPORT_FROM": 20.0, "LOAD_BUILD_CLASS": 3700.0,
}
OPCODE_ELSE = 0.9
#: For each item of a BUILD_…
PER_ITEM = 1.7
#: BINARY_OP by its argument, CPython's NB_ numbers: 26 is a subscript, 2 and 15 //, 6 and 19 %, 8 and 21 **, 11 and 24 /, 0 and
#: 13 +, which is often of texts.
BINARY = {26: 2.2, 2: 6.3, 15: 6.3, 6: 9.0, 19: 9.0, 8: 18.0, 21: 18.0, 11: 7.3, 24: 7.3, 0: 6.0, 13: 5.0}
BINARY_ELSE = 4.5
#: An item of a dictionary, looked up and stored.
KEYED = 7.0
KEYED_STORE = 9.5
#: `in` a constant.
IN_CONSTANT = 4.0
#: The same, where the source shows what is joined: a text, a format's values, a set.
JOINED = 17.0
FORMATTED = 60.0
UNITED = 60.0
#: `in`, for each item of a list and each character of a text; a slice, for each item, and for itself.
SEARCHED_LIST = 4.0
SEARCHED_TEXT = 0.5
SLICE = 33.0
SLICED = 0.9
#: An item that is drawn from a range has to be made, and a pair from the items of a dictionary.
RANGED = 6.0
PAIRED = 30.0
#: A Python function's start, and a generator's being resumed.
STARTED = {"__init__": 36.0, "__enter__": 12.0, "__exit__": 22.0, "<module>": 0.0, "<lambda>": 22.0}
STARTED_ELSE = 8.0
#: … with `*args`, with `**kwargs`.
STARTED_ARGS = 15.0
STARTED_KEYWORDS = 27.0
RESUMED = 4.0
#: An exception, from its being raised to its being caught.
EXCEPTION = 85.0
CALL = 2.0
PER_ARGUMENT = 1.3
#: What is called, by the name that the source has for it, beside CALL: a method of a built-in type, mostly.
CALLED = {
    "abs": 2, "chr": 4, "ord": 3, "len": 2, "isinstance": 2, "type": 1, "id": 9, "hash": 8, "getattr": 7, "setattr": 12, "hasattr": 8,
    "callable": 5, "iter": 10, "next": 12, "repr": 27, "str": 30, "int": 38, "float": 22, "bool": 8, "round": 200, "divmod": 14,
    "range": 27, "enumerate": 19, "zip": 30, "map": 35, "filter": 30, "reversed": 24, "slice": 15, "object": 18, "property": 60,
    "list": 14, "tuple": 8, "set": 45, "frozenset": 30, "dict": 30, "bytes": 35, "bytearray": 40, "min": 43, "max": 43, "sum": 15,
    "any": 16, "all": 16, "sorted": 40, "print": 900, "open": 20_000, "input": 900, "format": 50, "pow": 40,
    "append": 1, "pop": 3, "popleft": 4, "appendleft": 4, "insert": 15, "get": 6, "setdefault": 6, "add": 3, "discard": 4, "remove": 8,
    "keys": 15, "values": 15, "items": 15, "update": 25, "copy": 20, "clear": 15, "extend": 12, "index": 8, "count": 8, "sort": 15,
    "upper": 12, "lower": 12, "title": 14, "strip": 12, "lstrip": 12, "rstrip": 12, "split": 20, "rsplit": 20, "partition": 25,
    "rpartition": 25, "splitlines": 22, "join": 8, "replace": 17, "startswith": 30, "endswith": 30, "find": 28, "encode": 10, "decode": 14,
    "isdigit": 8, "isalpha": 8, "zfill": 20, "ljust": 20, "rjust": 20, "hex": 12, "hexdigest": 90, "digest": 70,
    "match": 125, "fullmatch": 125, "search": 90, "group": 34, "groups": 30, "start": 12, "end": 12, "finditer": 70,
    "sqrt": 10, "sin": 24, "cos": 24, "log": 20, "exp": 18, "floor": 8, "ceil": 8, "gcd": 12, "hypot": 15, "isqrt": 70,
    "now": 130, "isoformat": 300, "timedelta": 330, "datetime": 55,
    "strftime": 1200, "fromisoformat": 55, "random": 15, "pack": 26, "unpack": 40, "Decimal": 60, "Fraction": 300, "namedtuple": 21_000,
    "deque": 50, "defaultdict": 65, "OrderedDict": 110, "Counter": 480, "partial": 55, "itemgetter": 40, "StringIO": 70, "BytesIO": 40,
    "SimpleNamespace": 75, "getLogger": 220, "info": 300, "debug": 60, "warning": 300, "Path": 900, "super": 30, "vars": 20, "ValueError": 20,
}
CALLED_ELSE = 3.0
#: A class, as its name has it: an object is made.
MADE = 25.0
#: What is called, by what it is: (nanoseconds, nanoseconds per unit, unit, whose). Units: items (or characters), sort (n log n),
#: parts (of a document), number; of the `first` argument (which for a method is the object it belongs to) or the `last`.
BY_SIZE = {
    "dataclasses:dataclass": (350_000, 0, "items", "first"),
    "builtins:sorted": (10, 5, "sort", "first"),
    "builtins:list.sort": (0, 5, "sort", "first"),
    "builtins:sum": (0, 4.3, "items", "first"),
    "builtins:max": (0, 9, "items", "first"),
    "builtins:min": (0, 9, "items", "first"),
    "builtins:list": (10, 0.9, "items", "first"),
    "builtins:tuple": (0, 0.8, "items", "first"),
    "builtins:set": (10, 11, "items", "first"),
    "builtins:frozenset": (10, 7.9, "items", "first"),
    "builtins:dict": (5, 1.4, "items", "first"),
    "builtins:map": (0, 62, "items", "last"),
    "builtins:filter": (0, 6, "items", "last"),
    "builtins:zip": (0, 28, "items", "last"),
    "builtins:repr": (0, 1, "items", "first"),
    "builtins:list.copy": (0, 0.7, "items", "first"),
    "builtins:dict.copy": (20, 1.4, "items", "first"),
    "builtins:list.index": (0, 2.6, "items", "first"),
    "builtins:list.remove": (0, 2.6, "items", "first"),
    "builtins:list.count": (0, 5.2, "items", "first"),
    "builtins:list.insert": (0, 0.14, "items", "first"),
    "builtins:list.extend": (0, 0.7, "items", "last"),
    "builtins:dict.update": (0, 1.4, "items", "last"),
    "builtins:set.update": (0, 7.8, "items", "last"),
    "builtins:set.union": (20, 3.4, "items", "first"),
    "builtins:set.intersection": (20, 4.6, "items", "first"),
    "builtins:set.difference": (20, 3.4, "items", "first"),
    "builtins:str.join": (0, 5.5, "items", "last"),
    "builtins:bytes.join": (0, 6, "items", "last"),
    "builtins:str.split": (0, 3.7, "items", "first"),
    "builtins:bytes.split": (0, 3.7, "items", "first"),
    "builtins:str.splitlines": (0, 0.3, "items", "first"),
    "builtins:str.replace": (0, 1.5, "items", "first"),
    "builtins:str.upper": (0, 0.28, "items", "first"),
    "builtins:str.lower": (0, 0.28, "items", "first"),
    "builtins:str.title": (0, 3, "items", "first"),
    "builtins:str.count": (25, 0.27, "items", "first"),
    "builtins:str.find": (0, 0.4, "items", "first"),
    "builtins:str.encode": (0, 0.02, "items", "first"),
    "builtins:bytes.decode": (0, 0.06, "items", "first"),
    "builtins:bytes.hex": (0, 0.76, "items", "first"),
    "collections:deque": (0, 2.5, "items", "first"),
    "collections:Counter": (0, 28, "items", "first"),
    "heapq:heapify": (0, 18, "items", "first"),
    "heapq:heappush": (35, 0, "items", "first"),
    "heapq:heappop": (150, 0, "items", "first"),
    "heapq:nlargest": (1200, 9.6, "items", "last"),
    "bisect:bisect_left": (130, 0, "items", "first"),
    "bisect:bisect_right": (130, 0, "items", "first"),
    "functools:reduce": (0, 16, "items", "last"),
    "json:dumps": (1000, 45, "parts", "first"),
    "json:loads": (800, 6.3, "items", "first"),
    "copy:deepcopy": (800, 130, "parts", "first"),
    "copy:copy": (60, 0.7, "items", "first"),
    "_pickle:dumps": (100, 40, "parts", "first"),
    "_pickle:loads": (500, 2.2, "items", "first"),
    "hashlib:sha256": (150, 0.49, "items", "first"),
    "hashlib:sha1": (150, 0.46, "items", "first"),
    "hashlib:md5": (170, 1.16, "items", "first"),
    "hashlib:sha512": (250, 0.82, "items", "first"),
    "hashlib:blake2b": (120, 0.7, "items", "first"),
    "_sha2:SHA256Type.update": (10, 0.49, "items", "last"),
    "_sha2:SHA512Type.update": (10, 0.82, "items", "last"),
    "_md5:MD5Type.update": (10, 1.16, "items", "last"),
    "_sha1:SHA1Type.update": (10, 0.46, "items", "last"),
    "hmac:new": (1000, 0, "items", "first"),
    "zlib:compress": (1400, 44, "items", "first"),
    "zlib:decompress": (200, 4, "items", "first"),
    "zlib:crc32": (20, 0.17, "items", "first"),
    "gzip:compress": (2100, 44, "items", "first"),
    "base64:b64encode": (50, 0.61, "items", "first"),
    "base64:b64decode": (90, 1.2, "items", "first"),
    "re:compile": (130, 0, "items", "first"),
    "re:findall": (280, 14, "items", "last"),
    "re:sub": (300, 13, "items", "last"),
    "re:split": (190, 5, "items", "last"),
    "re:search": (200, 8, "items", "last"),
    "re:match": (190, 0, "items", "last"),
    "re:fullmatch": (190, 0.9, "items", "last"),
    "re:Pattern.findall": (80, 14, "items", "last"),
    "re:Pattern.sub": (150, 13, "items", "last"),
    "re:Pattern.split": (60, 5, "items", "last"),
    "re:Pattern.search": (0, 0.5, "items", "last"),
    "html:escape": (120, 1.3, "items", "first"),
    "textwrap:wrap": (1600, 98, "items", "first"),
    "textwrap:dedent": (300, 7, "items", "first"),
    "urllib.parse:quote": (760, 24, "items", "first"),
    "urllib.parse:unquote": (80, 3, "items", "first"),
    "urllib.parse:urlparse": (680, 0, "items", "first"),
    "urllib.parse:urlsplit": (70, 0, "items", "first"),
    "urllib.parse:parse_qs": (400, 110, "items", "first"),
    "urllib.parse:parse_qsl": (300, 95, "items", "first"),
    "urllib.parse:urlencode": (100, 950, "items", "first"),
    "urllib.parse:urljoin": (3200, 0, "items", "first"),
    "uuid:UUID": (950, 0, "items", "first"),
    "uuid:uuid4": (1350, 0, "items", "first"),
    "shlex:split": (300, 450, "items", "first"),
    "random:Random.randint": (180, 0, "items", "first"),
    "random:Random.randrange": (125, 0, "items", "first"),
    "random:Random.choice": (125, 0, "items", "first"),
    "random:Random.choices": (600, 0, "items", "first"),
    "random:Random.sample": (2300, 0, "items", "first"),
    "random:Random.shuffle": (0, 143, "items", "last"),
    "random:Random.uniform": (65, 0, "items", "first"),
    "random:Random.gauss": (250, 0, "items", "first"),
    "secrets:token_hex": (460, 0, "items", "first"),
    "statistics:mean": (3300, 87, "items", "first"),
    "statistics:median": (130, 6, "sort", "first"),
    "statistics:stdev": (9800, 130, "items", "first"),
    "datetime:datetime.strptime": (2700, 0, "items", "first"),
    "string:Template.substitute": (1050, 0, "items", "first"),
    "math:factorial": (0, 6.4, "number", "first"),
    "posixpath:join": (330, 0, "items", "first"),
    "posixpath:basename": (140, 0, "items", "first"),
    "time:time": (30, 1, "look", "first"),
    "time:perf_counter_ns": (30, 1, "look", "first"),
    "time:monotonic_ns": (30, 1, "look", "first"),
    "time:time_ns": (30, 1, "look", "first"),
    "time:process_time": (150, 1, "look", "first"),
    "time:thread_time": (150, 1, "look", "first"),
    "time:monotonic": (30, 1, "look", "first"),
    "time:perf_counter": (30, 1, "look", "first"),
    "time:sleep": (1500, 0, "items", "first"),
}
#: Names at whose call sites `BY_SIZE` is asked.
SIZED = frozenset(path.rpartition(":")[2].rpartition(".")[2] for path in BY_SIZE)
#: With a key or another keyword a sort compares what Python made.
SORT_BY_KEY = 5.5
