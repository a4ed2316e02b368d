"""What kernels are made with: two decorators, and six instructions that numba has no word for.

Two compare 64 bytes at once, others count bits, find the first and the last one, and take a root without a library.
"""

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

Function = Callable[..., Any]

KERNELS: dict[str, tuple[str, Any]] = {}  # by name: the signature, and what numba made of the function
LANES = ir.VectorType(ir.IntType(8), 64)


def inlined(function: Function) -> Function:
    """Make a function that becomes part of each kernel that calls it."""
    return cast(Function, njit(function, error_model="numpy", forceinline=True))


def kernel(signature: str) -> Callable[[Function], Function]:
    """Make a function a kernel: it takes numbers and arrays in C order, returns a number, and takes no memory."""

    def declare(function: Function) -> Function:
        made = njit(function, error_model="numpy", nogil=True)
        KERNELS[function.__name__] = (signature, made)
        return cast(Function, made)

    return declare


def instruction(declare: Callable[..., Any]) -> Callable[..., Any]:
    """Make compiled code call what ``declare`` generates; its first argument is the compiler's."""
    return cast(Callable[..., Any], intrinsic(declare))


@instruction
def equal64(_: Any, array: Any, start: Any, value: Any) -> Any:
    """Return as bits which of the 64 bytes of a flat array from ``start`` equal ``value``; reads all 64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.gep(data, [arguments[1]])
        read = builder.load(builder.bitcast(place, LANES.as_pointer()), align=1)
        one = builder.insert_element(ir.Constant(LANES, None), arguments[2], ir.Constant(ir.IntType(32), 0))
        all_lanes = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)
        wanted = builder.shuffle_vector(one, one, all_lanes)
        return builder.bitcast(builder.icmp_unsigned("==", read, wanted), ir.IntType(64))

    return types.uint64(array, types.int64, types.uint8), generate


@instruction
def blank64(_: Any, one: Any, other: Any, start: Any) -> Any:
    """Return whether the 64 bytes from ``start`` are 0 in both of two flat arrays; reads all of them."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words = ir.VectorType(ir.IntType(64), 8)
        read = []
        for kind, array in zip(signature.args[:2], arguments[:2], strict=True):
            place = builder.gep(context.make_array(kind)(context, builder, array).data, [arguments[2]])
            read.append(builder.load(builder.bitcast(place, words.as_pointer()), align=1))
        filled = builder.icmp_unsigned("!=", builder.or_(*read), ir.Constant(words, None))
        return builder.icmp_unsigned("==", builder.bitcast(filled, ir.IntType(8)), ir.Constant(ir.IntType(8), 0))

    return types.boolean(one, other, types.int64), generate


@instruction
def ones(_: Any, word: Any) -> Any:
    """Return the number of set bits."""
    return types.int64(types.uint64), lambda _context, builder, _signature, arguments: builder.ctpop(arguments[0])


@instruction
def first(_: Any, word: Any) -> Any:
    """Return the position of the lowest set bit of a word that is not 0."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


@instruction
def last(_: Any, word: Any) -> Any:
    """Return the position of the highest set bit of a word that is not 0."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        zeros = builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 1))
        return builder.sub(ir.Constant(ir.IntType(64), 63), zeros)

    return types.int64(types.uint64), generate


@instruction
def root(_: Any, value: Any) -> Any:
    """Return the square root."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.call(builder.module.declare_intrinsic("llvm.sqrt", [ir.DoubleType()]), arguments)

    return types.float64(types.float64), generate
