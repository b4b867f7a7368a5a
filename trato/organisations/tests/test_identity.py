import pytest

from trato.organisations.cuit import Cuit, NotACuit
from trato.organisations.places import (
    PROVINCES,
    countries,
    country_code,
    country_name,
    province_code,
    province_name,
)
from trato.organisations.reach import (
    NotReachable,
    domain_of_mail,
    is_mobile,
    mail_address,
    phone_key,
    phone_number,
    web_domain,
)


@pytest.mark.parametrize("text", ["30-85217743-4", "30852177434", " 30.85217743.4 ", "30 85217743 4"])
def test_a_cuit_is_read_with_or_without_hyphens(text: str) -> None:
    assert str(Cuit.parse(text)) == "30-85217743-4"


def test_a_cuit_with_a_wrong_figure_names_its_check_digit() -> None:
    with pytest.raises(NotACuit) as refused:
        Cuit.parse("30-85217743-5")
    assert refused.value.fault == "check-digit"


@pytest.mark.parametrize("text", ["", "30-8521774", "99-85217743-4", "treinta", "3.0852E+10"])
def test_what_has_not_the_shape_of_a_cuit_is_refused(text: str) -> None:
    with pytest.raises(NotACuit) as refused:
        Cuit.parse(text)
    assert refused.value.fault == "shape"


def test_an_argentine_mobile_is_read_as_people_write_it() -> None:
    assert phone_number("11 15 2345-6789") == "+5491123456789"
    assert phone_number("11 2345-6789") == "+541123456789"
    assert phone_number("11 2345-6789", mobile=True) == "+5491123456789"
    assert is_mobile("+5491123456789")
    assert not is_mobile("+541123456789")


def test_one_number_with_and_without_the_nine_has_one_key() -> None:
    assert phone_key("+5491123456789") == phone_key("+541123456789")


@pytest.mark.parametrize("text", ["", "123", "no tiene", "+54 0"])
def test_what_is_no_telephone_is_refused(text: str) -> None:
    with pytest.raises(NotReachable):
        phone_number(text)


def test_a_web_address_is_reduced_to_its_domain() -> None:
    assert web_domain("https://www.Dulces.com.ar/tienda?x=1") == "dulces.com.ar"
    assert web_domain("dulces.com.ar") == "dulces.com.ar"
    for text in ("dulces", "1.2.3.4", "http://", "dulces .com"):
        with pytest.raises(NotReachable):
            web_domain(text)


def test_a_mail_is_kept_in_lower_case_and_a_shared_domain_says_nothing() -> None:
    assert mail_address(" Ana@Dulces.com.AR ") == "ana@dulces.com.ar"
    assert domain_of_mail("ana@dulces.com.ar") == "dulces.com.ar"
    assert domain_of_mail("ana@gmail.com") == ""
    with pytest.raises(NotReachable):
        mail_address("ana arroba dulces")


def test_argentina_has_24_jurisdictions_each_found_by_its_own_name() -> None:
    assert len(PROVINCES) == 24
    assert all(province_code(name) == code for code, name in PROVINCES.items())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CABA", "AR-C"),
        ("C.A.B.A.", "AR-C"),
        ("Capital Federal", "AR-C"),
        ("Bs. As.", "AR-B"),
        ("cordoba", "AR-X"),
        ("x", ""),
    ],
)
def test_a_province_is_found_however_it_is_written(text: str, code: str) -> None:
    assert province_code(text) == code


def test_countries_start_with_argentina_and_are_found_in_both_languages() -> None:
    assert countries("es")[0] == ("AR", "Argentina")
    assert country_code("Brasil") == country_code("Brazil") == "BR"
    assert country_code("Estados Unidos") == "US"
    assert country_name("ES", "es") == "España"
    assert country_code("Narnia") == ""
    assert province_name("AR-X") == "Córdoba"
