"""Compile the kernels into ``kernels.ll``, for any processor: ``python -m segeval.metrics._measure.kernels.compiled``.

numba turns each kernel into LLVM's intermediate code, which is joined here, with a plain entry for each kernel: for an
array its address and sizes, for a number itself. Nothing of numba's or Python's runtime may be left in it.
"""

import os

# Before numba is loaded: no instruction that only this machine has, and no widths that are chosen for it.
os.environ |= {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_LOOP_VECTORIZE": "0"}
os.environ |= {"NUMBA_SLP_VECTORIZE": "0"}

import re
from importlib import import_module
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba import types
from numba.core.sigutils import normalize_signature

from segeval.metrics._measure.kernels.compiled import ENTRY, KERNELS_FILE, sources_digest
from segeval.metrics._measure.kernels.compiled.bits import KERNELS

MODULES = ("scan", "search", "statistics", "surfels", "transform")
# What newer versions of LLVM write into their text and older ones cannot read: hints, all of them.
HINTS = (
    r" captures\([^()]*\)",
    r" range\([^()]*\)",
    r" dead_on_unwind",
    r" initializes\(\([^()]*\)(, \([^()]*\))*\)",
    r"(?<=getelementptr) (inbounds |nuw |nusw )+(?=\w)",
    r"(?<=trunc) (nuw |nsw )+(?=[i<])",
    r"(?<=zext) nneg",
    r"(?<=sitofp) nneg|(?<=uitofp) nneg",
    r"(?<= or) disjoint",
    r"(?<=icmp) samesign",
    r" memory\([^()]*\)",
    r" noundef",
)
ALLOWED = re.compile(r"llvm\.|mem(set|cpy|move)$")
INT, POINTER = ir.IntType(64), ir.IntType(8).as_pointer()


def compiled(name: str) -> tuple[str, str, tuple[Any, ...]]:
    """Return the code of a kernel, the name of its function there, and the types of its arguments."""
    signature, function = KERNELS[name]
    arguments, _ = normalize_signature(signature)  # type: ignore[no-untyped-call]  # numba does not annotate it
    function.compile(signature)
    made = function.overloads[arguments]
    return made.library.get_llvm_str(), made.fndesc.mangled_name, arguments


def entry(name: str, inner: str, arguments: tuple[Any, ...]) -> ir.Module:
    """Return a module with the plain entry of a kernel, which calls what numba made.

    numba passes an array as two owners, of which there are none here, the number of its elements and the bytes of one,
    its address, its sizes and its strides.
    """
    plain: list[ir.Type] = []
    for kind in arguments:
        plain += [POINTER, *[INT] * kind.ndim] if isinstance(kind, types.Array) else [number(kind)]
    module = ir.Module(name)
    function = ir.Function(module, ir.FunctionType(INT, plain), ENTRY + name)
    builder = ir.IRBuilder(function.append_basic_block())
    given, passed = iter(function.args), []
    for kind in arguments:
        if not isinstance(kind, types.Array):
            passed.append(next(given))
            continue
        address, sizes = next(given), [next(given) for _ in range(kind.ndim)]
        bytes_of_one = ir.Constant(INT, kind.dtype.bitwidth // 8)
        strides = [bytes_of_one]
        for size in sizes[:0:-1]:
            strides.insert(0, builder.mul(strides[0], size))
        count = sizes[0]
        for size in sizes[1:]:
            count = builder.mul(count, size)
        nobody = ir.Constant(POINTER, None)
        passed += [nobody, nobody, count, bytes_of_one, address, *sizes, *strides]
    result, fault = builder.alloca(INT), builder.alloca(POINTER)
    kinds = [POINTER, POINTER, *[value.type for value in passed]]
    called = ir.Function(module, ir.FunctionType(ir.IntType(32), kinds), inner)
    builder.call(called, [builder.bitcast(result, POINTER), builder.bitcast(fault, POINTER), *passed])
    builder.ret(builder.load(result))
    return module


def number(kind: Any) -> ir.Type:
    return ir.DoubleType() if kind == types.float64 else INT


def joined() -> str:
    """Return all kernels as the text of one module."""
    for module in MODULES:
        import_module(f"{__package__}.{module}")
    whole = llvm.parse_assembly("")
    for name in sorted(KERNELS):
        code, inner, arguments = compiled(name)
        for text in (code, str(entry(name, inner, arguments))):
            whole.link_in(llvm.parse_assembly(text))
    for function in whole.functions:
        if not (function.is_declaration or function.name.startswith(ENTRY)):
            function.linkage = "internal"
    for variable in whole.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"
    target = llvm.Target.from_default_triple().create_target_machine(cpu="generic", features="", opt=3)
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = options.slp_vectorization = options.loop_unrolling = False
    passes = llvm.create_pass_builder(target, options)
    passes.getModulePassManager().run(whole, passes)
    foreign = [f.name for f in (*whole.functions, *whole.global_variables) if f.is_declaration]
    if faults := [name for name in foreign if not ALLOWED.match(name)]:
        msg = f"the kernels need {', '.join(faults)}, which no machine has without numba"
        raise SystemExit(msg)
    return str(whole)


def portable(text: str) -> str:
    """Return the text without what names this machine, and without hints that other versions of LLVM do not know."""
    lines = [
        line for line in text.splitlines() if not re.match(r"; ModuleID|source_filename|target |attributes #|!", line)
    ]
    body = "\n".join(
        re.sub(r" #\d+(?=( \{)?$)|, ![\w.]+ !\d+|\s*; (preds|Function Attrs).*$", "", line) for line in lines
    )
    names = {name: f"v{k}" for k, name in enumerate(dict.fromkeys(re.findall(r"_ZN[\w.$]+", body)))}
    body = re.sub(r"_ZN[\w.$]+", lambda found: names[found[0]], body)  # numba's, which are long
    body = re.sub(r"\n{2,}", "\n", body)
    for hint in HINTS:
        body = re.sub(hint, " " if hint.startswith("(?<=getelementptr") or hint.startswith("(?<=trunc") else "", body)
    return f"; Made by python -m {__package__} of sources with the digest {sources_digest()}.\n{body}\n"


if __name__ == "__main__":
    KERNELS_FILE.write_text(portable(joined()), encoding="utf-8")
