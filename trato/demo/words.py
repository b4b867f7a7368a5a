"""What people say in the demonstration."""

from __future__ import annotations

LEGAL = "Ley 25.326 de datos personales: aviso y registro, a cargo de ambos. Sin otras exigencias."
SELF_IMPOSED = "Accesibilidad AA y copia de respaldo diaria, a cargo de Squad."
SIGNATURE = "Leí el contrato y lo firmo en nombre de quien represento."
CONFORMITY = "Acepto lo pedido, el precio y el plazo de estas versiones."
COMMITMENTS = "Fechas de la propuesta. Ojo con las fotos: las manda el cliente y suelen demorarse."
THIRD_PARTIES = "Mercado Pago para cobrar; Andreani para enviar. Ambos con acuerdo vigente."
HOSTING = "DonWeb, entorno de prueba y producción, copia diaria."
QUESTIONS = (
    "¿Cómo fue la atención que recibiste?",
    "¿Qué tan claro fue lo que te propusimos?",
    "¿Qué tan rápido te respondimos?",
)
APPROACHES = (
    "Con la plantilla propia y el catálogo estándar.",
    "Con la pasarela ya integrada en otros dos sitios.",
    "A medida, sobre el módulo de formularios.",
    "Con el servicio del tercero, por su interfaz documentada.",
)
REVIEW = {
    "who": "Equipo Comercio 2, Julieta Brandán (TO)",
    "third_parties": "Los del RTP, con acuerdo vigente.",
    "legal": "Ley 25.326; responsables asignados en el RAR.",
    "differences": "Sin diferencias con lo hablado en la presentación.",
    "risks": "Las fotos y los textos llegan del cliente; se avisó la fecha límite.",
    "verdict": "fit",
}

LANDING = (
    {
        "text": "Una página con servicios, trabajos y contacto",
        "kind": "functional",
        "source": "client",
        "priority": "must",
        "acceptance": "Se ve completa en teléfono y escritorio",
        "charge": "squad",
    },
    {
        "text": "Textos y seis fotos",
        "kind": "content",
        "source": "client",
        "priority": "must",
        "acceptance": "Entregados antes del inicio",
        "charge": "client",
    },
    {
        "text": "Formulario que llega por correo y WhatsApp",
        "kind": "functional",
        "source": "message",
        "priority": "should",
        "charge": "squad",
    },
)
SHOP = (
    {
        "text": "Vender 42 productos, con existencias por depósito",
        "kind": "functional",
        "source": "meeting",
        "priority": "must",
        "acceptance": "Un producto sin existencias no se puede comprar",
        "charge": "squad",
    },
    {
        "text": "Cobrar con tarjeta y transferencia",
        "kind": "functional",
        "source": "client",
        "priority": "must",
        "acceptance": "Un pago de prueba de cada medio queda registrado",
        "charge": "squad",
    },
    {
        "text": "Calcular el envío por código postal",
        "kind": "technical",
        "source": "meeting",
        "priority": "must",
        "acceptance": "El costo coincide con el del correo en diez códigos de prueba",
        "charge": "both",
    },
    {
        "text": "Lista mayorista con precio por bulto",
        "kind": "functional",
        "source": "client",
        "priority": "should",
        "charge": "squad",
    },
    {
        "text": "Mostrar sellos y rotulado por producto (Ley 27.642)",
        "kind": "legal",
        "source": "law",
        "priority": "must",
        "acceptance": "Cada producto alcanzado muestra sus sellos",
        "charge": "client",
    },
    {
        "text": "Facturar al confirmar el pago",
        "kind": "functional",
        "source": "meeting",
        "priority": "could",
        "charge": "squad",
    },
)
PORTAL = (
    {
        "text": "Seguimiento de envíos para cada cliente",
        "kind": "functional",
        "source": "meeting",
        "priority": "must",
        "acceptance": "Un cliente ve solo sus envíos y su estado del día",
        "charge": "squad",
    },
    {
        "text": "Integración con el sistema de gestión",
        "kind": "technical",
        "source": "client",
        "priority": "must",
        "acceptance": "Los envíos del día aparecen antes de los diez minutos",
        "charge": "both",
    },
    {
        "text": "Usuarios con permisos por sucursal",
        "kind": "functional",
        "source": "meeting",
        "priority": "should",
        "charge": "squad",
    },
    {
        "text": "Migrar el histórico de tres años",
        "kind": "technical",
        "source": "client",
        "priority": "could",
        "charge": "both",
    },
)
SITE = (
    {
        "text": "Sitio de cinco secciones con noticias",
        "kind": "functional",
        "source": "client",
        "priority": "must",
        "acceptance": "Una persona del cliente publica una noticia sin ayuda",
        "charge": "squad",
    },
    {
        "text": "Buscador de productos",
        "kind": "functional",
        "source": "meeting",
        "priority": "should",
        "charge": "squad",
    },
    {
        "text": "Textos e imágenes de cada sección",
        "kind": "content",
        "source": "client",
        "priority": "must",
        "acceptance": "Entregados dos semanas antes de la puesta en línea",
        "charge": "client",
    },
)
