"""Cells and access points, as each maker writes them. Zeros are none; a byte below 128 says in no known unit how strong."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.wire.fields import Reader, Short, mac_text

NO_AREA, NO_CELL = 0xFFFF, 0x0FFF_FFFF
_NO_MAC: Final = frozenset({bytes(6), b"\xff" * 6})


def put_cell(draft: Draft, cell: Cell) -> None:
    """Keep a cell, unless the device wrote zeros."""
    if cell.mcc and (cell.lac or cell.cid):
        cells, wifi = (draft.network.cells, draft.network.wifi) if draft.network else ((), ())
        draft.network = Network((*cells, cell), wifi)


def put_wifi(draft: Draft, wifi: Wifi) -> None:
    """Keep an access point."""
    cells, heard = (draft.network.cells, draft.network.wifi) if draft.network else ((), ())
    draft.network = Network(cells, (*heard, wifi))


def dbm(byte: int) -> int | None:
    """Return a strength in dBm, where the byte is a number below zero."""
    return byte - 256 if byte >= 128 else None


def counted(read: Callable[[Reader, Draft], None]) -> Callable[[bytes, Draft, str], None]:
    """Return the reader of an item that counts its entries in its first byte."""

    def read_all(value: bytes, draft: Draft, _model: str) -> None:
        fields = Reader(value, 0, len(value), len(value))
        with suppress(Short):
            for _ in range(fields.number(1)):
                read(fields, draft)

    return read_all


def listed(read: Callable[[Reader, Draft], None]) -> Callable[[bytes, Draft, str], None]:
    """Return the reader of an item that is filled with entries."""

    def read_all(value: bytes, draft: Draft, _model: str) -> None:
        fields = Reader(value, 0, len(value), len(value))
        with suppress(Short):
            while fields.left > 0:
                read(fields, draft)

    return read_all


def read_wifi(fields: Reader, draft: Draft) -> None:
    """Read an access point: its address, how strong."""
    mac, signal = fields.take(6), fields.number(1)
    if mac not in _NO_MAC:
        put_wifi(draft, Wifi(mac_text(mac), dbm(signal)))


def read_cell_2g(fields: Reader, draft: Draft) -> None:
    """Read a cell whose number has two bytes."""
    _read_cell(fields, draft, 2)


def read_cell_4g(fields: Reader, draft: Draft) -> None:
    """Read a cell whose number has four bytes."""
    _read_cell(fields, draft, 4)


def _read_cell(fields: Reader, draft: Draft, width: int) -> None:
    mcc, mnc, lac, cid, signal = (fields.number(size) for size in (2, 1, 2, width, 1))
    put_cell(draft, Cell(mcc, mnc, lac, cid, dbm(signal)))


def read_wide_cell(fields: Reader, draft: Draft) -> None:
    """Read a cell of AOVX: country, network, cell, area, how strong."""
    mcc, mnc, cid, lac, signal = (fields.number(size) for size in (2, 2, 4, 4, 1))
    put_cell(draft, Cell(mcc, mnc, lac, cid, dbm(signal)))


def read_neighbours(value: bytes, draft: Draft) -> None:
    """Read country and network once, then cells of one area each; all ones are none."""
    fields = Reader(value, 0, len(value), len(value))
    mcc, mnc = fields.number(2), fields.number(2)
    while fields.left >= 8:
        lac, cid, signal = fields.number(3), fields.number(4), fields.number(1)
        if 0 < lac <= NO_AREA and cid <= NO_CELL:
            put_cell(draft, Cell(mcc, mnc, lac, cid, dbm(signal)))


def read_old_neighbours(value: bytes, draft: Draft) -> None:
    """Read country and network once, then cells with numbers of two bytes."""
    fields = Reader(value, 0, len(value), len(value))
    mcc, mnc = fields.number(2), fields.number(1)
    while fields.left >= 5:
        lac, cid, signal = fields.number(2), fields.number(2), fields.number(1)
        put_cell(draft, Cell(mcc, mnc, lac, cid, dbm(signal)))
