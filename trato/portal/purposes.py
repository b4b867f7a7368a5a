"""Where everything asked of a person outside is gathered."""

from trato.links.purposes import home_is

home_is("portal:home")
