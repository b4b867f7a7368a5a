"""The text that opens the auditor's ZIP, in both languages."""

README = """\
HISTORIAL DE TRATO

  entries.jsonl     los asientos, uno por línea, en el orden en que se registraron
  checkpoints/      cuántos asientos había y con qué sello, firmado (Ed25519)
  public-key.txt    la clave pública que los firma; más de una si se cambió
  definitions/      las versiones del procedimiento, nombradas por su SHA-256
  attachments/      documentos y archivos, nombrados por su SHA-256
  verify.py, seals.py   el verificador: solo necesita Python 3.9 o posterior, sin conexión

Descomprimí y ejecutá:   python3 verify.py
Si guardás un punto de control de antes (llegó por correo o en otro archivo):
                         python3 verify.py --checkpoint ARCHIVO.txt

Qué prueba: que estos asientos son exactamente los que firmó cada punto de control; frente a uno que ya tenías, que
nada de lo anterior se cambió, borró, agregó ni reordenó desde entonces.
Qué no prueba: que lo asentado sea cierto, ni que la clave sea de la organización (compará su huella por otro medio),
ni nada sobre lo posterior al último punto de control que tengas.
No hay datos personales: los registros están por su huella; los que se borraron por ley dejan la historia intacta.


TRATO'S HISTORY

  entries.jsonl     the entries, one a line, in the order they were recorded
  checkpoints/      how many entries there were and under which seal, signed (Ed25519)
  public-key.txt    the public key that signs them; more than one if it was changed
  definitions/      the versions of the procedure, named by their SHA-256
  attachments/      documents and files, named by their SHA-256
  verify.py, seals.py   the verifier: needs only Python 3.9 or later, no connection

Unpack and run:          python3 verify.py --english
If you hold a checkpoint from before (it came by mail or in another archive):
                         python3 verify.py --english --checkpoint FILE.txt

What it proves: that these entries are exactly those each checkpoint signed; against one you already held, that
nothing before it was changed, removed, added or reordered since.
What it does not prove: that what was recorded is true, that the key belongs to the organisation (compare its
fingerprint by other means), nor anything after the last checkpoint you hold.
It holds no personal data: records appear by their hash; those erased by law leave the history whole.
"""
