"""The ten stories told in full; the crowd fills the phases around them."""

from trato.demo.stage import Teller
from trato.demo.stories.lost import loma_overa, sauce_torcido, tres_bulones
from trato.demo.stories.returning import cuatro_acequias, patio_criollo
from trato.demo.stories.running import los_talas, mar_de_fondo, santa_irene
from trato.demo.stories.won import arrayan_chico, quebracho_viejo

TEN: tuple[Teller, ...] = (
    arrayan_chico,
    quebracho_viejo,
    sauce_torcido,
    cuatro_acequias,
    santa_irene,
    los_talas,
    mar_de_fondo,
    loma_overa,
    tres_bulones,
    patio_criollo,
)

__all__ = ["TEN"]
