"""Addresses of people, sign-in and one's own account. The names are django-allauth's where it looks them up."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from trato.people import sign_in
from trato.people.views import changes, house, own

urlpatterns: list[URLPattern | URLResolver] = [
    path("entrar/", sign_in.sign_in, name="account_login"),
    path("entrar/codigo/", factors.authenticate, name="mfa_authenticate"),
    path("entrar/llave/", sign_in.sign_in_with_key, name="mfa_login_webauthn"),
    path("entrar/demo/", sign_in.sign_in_to_demo, name="people_demo_sign_in"),
    path("salir/", sign_in.sign_out, name="account_logout"),
    path("invitacion/<str:token>/", sign_in.accept, name="people_invitation"),
    path("entrar/invitacion/", sign_in.invitation_only, name="account_signup"),
    path("entrar/inactiva/", account.account_inactive, name="account_inactive"),
    path("entrar/olvide/", account.password_reset, name="account_reset_password"),
    path("entrar/olvide/enviado/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^entrar/olvide/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("entrar/olvide/listo/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("lo-que-escribiste/", own.kept_texts, name="people_kept"),
    path("lo-que-escribiste/volver/", own.kept_return, name="people_kept_return"),
    path("cuenta/", own.account, name="people_account"),
    path("cuenta/", own.account, name="mfa_index"),
    path("cuenta/datos/", own.own_data, name="people_own_data"),
    path("cuenta/confirmar/", account.reauthenticate, name="account_reauthenticate"),
    path("cuenta/confirmar/codigo/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("cuenta/confirmar/llave/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("cuenta/clave/", account.password_change, name="account_change_password"),
    path("cuenta/clave/nueva/", account.password_set, name="account_set_password"),
    path("cuenta/app/", app.activate_totp, name="mfa_activate_totp"),
    path("cuenta/app/quitar/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("cuenta/codigos/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("cuenta/codigos/nuevos/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("cuenta/codigos/descargar/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("cuenta/llaves/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("cuenta/llaves/agregar/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("cuenta/llaves/<int:pk>/quitar/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("cuenta/llaves/<int:pk>/nombre/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("ajustes/personas/", house.people, name="people_list"),
    path("ajustes/personas/nueva/", house.invite_person, name="people_invite"),
    path("ajustes/personas/<int:user_id>/", house.person, name="people_person"),
    path("ajustes/personas/<int:user_id>/roles/", changes.grant, name="people_grant"),
    path("ajustes/personas/<int:user_id>/reemplazos/", changes.substitution, name="people_substitute"),
    path("ajustes/personas/<int:user_id>/competencias/", changes.competence, name="people_competence"),
    path("ajustes/personas/<int:user_id>/datos/", changes.data, name="people_data"),
    path("ajustes/personas/<int:user_id>/enlace/", changes.new_link, name="people_new_link"),
    path("ajustes/personas/<int:user_id>/cierre/", changes.closing, name="people_closing"),
    path("ajustes/personas/<int:user_id>/reapertura/", changes.reopening, name="people_reopening"),
    path("ajustes/roles/<int:role_id>/fin/", changes.ending, name="people_role_end"),
]

if settings.OIDC:
    urlpatterns += [
        path("entrar/proveedor/cancelado/", social.login_cancelled, name="socialaccount_login_cancelled"),
        path("entrar/proveedor/error/", social.login_error, name="socialaccount_login_error"),
        path("entrar/proveedor/sin-cuenta/", social.signup, name="socialaccount_signup"),
        path("cuenta/proveedor/", social.connections, name="socialaccount_connections"),
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]
