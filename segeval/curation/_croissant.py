"""Croissant 1.0, the description of datasets by MLCommons: files with checksums, one record per case."""

from pathlib import Path
from typing import Any

from segeval._disk import file_sha256
from segeval.datasets import PARTS, Prepared

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def describe(prepared: Prepared, place: Path) -> dict[str, Any]:
    """Return the JSON-LD for a folder that holds the dataset: ``PART.jsonl`` and the files that they name."""
    info = prepared.info
    parts = [part for part in PARTS if (place / f"{part}.jsonl").stat().st_size]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": info.id.replace("/", "-"),
        "description": f"{info.title}, split {prepared.split.name} ({prepared.split.source})",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": info.license,
        "url": info.homepage or "https://example.org/own",
        "version": f"{info.version}.0.0",
        "citeAs": info.citation.strip(),
        "distribution": [_file(place / f"{part}.jsonl") for part in parts],
        "recordSet": [_records(part) for part in parts],
    }


def _file(path: Path) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": path.name,
        "name": path.name,
        "contentUrl": path.name,
        "encodingFormat": "application/jsonlines",
        "sha256": file_sha256(path),
    }


def _records(part: str) -> dict[str, Any]:
    """Return the records of one part: who a case is, and the file and the digest of its label."""
    columns = ("case_id", "group_id", "label_file_name", "label_sha256", "image_sha256")
    return {
        "@type": "cr:RecordSet",
        "@id": part,
        "name": part,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{part}/{column}",
                "name": column,
                "dataType": "sc:Text",
                "source": {"fileObject": {"@id": f"{part}.jsonl"}, "extract": {"column": column}},
            }
            for column in columns
        ],
    }
