// Enhancement only: every page works without this file.
(() => {
  "use strict"
  const root = document.documentElement
  const all = (selector, from = document) => [...from.querySelectorAll(selector)]
  const one = (selector, from = document) => from.querySelector(selector)
  const remember = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`
  }
  const say = text => {
    // Behind an open dialog nothing is read aloud.
    const live = one("dialog[open] [role=status]") || one("#live")
    if (!live || !text) return
    live.textContent = ""
    setTimeout(() => { live.textContent = text }, 50)
  }

  // Theme
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark"
  const switchTheme = () => {
    root.dataset.theme = isDark() ? "light" : "dark"
    remember("trato_theme", root.dataset.theme)
  }

  // Rows
  const rows = () => all("[data-row]").filter(row => row.offsetParent !== null)
  const current = () => one("[data-row].at")
  const goTo = (row, scroll = true) => {
    current()?.classList.remove("at")
    row.classList.add("at")
    if (scroll) row.scrollIntoView({ block: "nearest" })
    // A row of questions is entered with Enter: a field that took the focus would take the letters too.
    const form = row.matches("fieldset")
    if (form) row.tabIndex = -1
    const link = form ? row : one("a[href], button", row)
    link?.focus({ preventScroll: true })
  }
  const move = (step, extend) => {
    const list = rows()
    if (!list.length) return false
    const now = list.indexOf(current())
    const next = list[Math.max(0, Math.min(list.length - 1, now + step))]
    if (extend) for (const row of [list[now], next]) check(row, true)
    goTo(next)
    return true
  }
  // On the board: up and down a column, and across to the card at the same height.
  const arrow = key => {
    const card = current()
    if (!one(".board")) return false
    if (key === "ArrowDown" || key === "ArrowUp") {
      const list = rows().filter(row => !card || row.closest(".col") === card.closest(".col"))
      const next = list[card ? list.indexOf(card) + (key === "ArrowDown" ? 1 : -1) : 0]
      if (next) goTo(next)
      return Boolean(list.length)
    }
    if (key !== "ArrowLeft" && key !== "ArrowRight") return false
    const columns = all(".board .col").map(column => rows().filter(row => column.contains(row))).filter(list => list.length)
    const now = columns.findIndex(list => list.includes(card))
    const list = columns[card ? now + (key === "ArrowRight" ? 1 : -1) : 0]
    if (list) goTo(list[Math.min(list.length - 1, card ? columns[now].indexOf(card) : 0)])
    return true
  }
  // One after another of what is marked with the key, round to the first.
  const each = key => {
    const list = all(`[data-each="${CSS.escape(key)}"]`).filter(place => place.offsetParent !== null)
    const next = list[(list.indexOf(document.activeElement) + 1) % list.length]
    if (!next) return false
    next.tabIndex = -1
    next.scrollIntoView({ block: "center" })
    next.focus({ preventScroll: true })
    return true
  }
  const check = (row, value) => {
    const box = row && one("input[type=checkbox]", row)
    if (box && (value === undefined || box.checked !== value)) box.click()
    return Boolean(box)
  }
  const countSelected = () => {
    const bar = one(".selbar")
    if (!bar) return
    const chosen = all("[data-row] .ck input:checked").length
    bar.hidden = chosen === 0
    for (const row of all("[data-row]")) row.classList.toggle("sel", Boolean(one(".ck input:checked", row)))
    for (const place of all("[data-selected]")) place.textContent = chosen
  }

  // Keys
  const typing = target => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")
  const lettersOff = () => root.dataset.letters === "off"
  const press = element => {
    const form = element.matches("form")
    const target = (form && one("input:not([type=hidden]), select, textarea, button", element)) || element
    if (form || target.matches("input, textarea, select")) { target.focus(); target.select?.(); return }
    target.click()
    if (target.matches("summary") && target.parentElement.open) one("input:not([type=hidden]), select, textarea", target.parentElement)?.focus()
  }
  const keyed = key => {
    const selector = `[data-key="${CSS.escape(key)}"]`
    const row = current()
    return (row && one(selector, row)) || all(selector).find(element => element.offsetParent !== null && (!element.closest("[data-row]") || element.closest("[data-row]").contains(row)))
  }
  const step = by => {
    const steps = all(".rail .a > a").filter(link => link.offsetParent !== null)
    const focused = steps.indexOf(document.activeElement)
    const now = focused >= 0 ? focused : steps.findIndex(link => link.closest(".a").matches("[aria-current]") || link.matches("[aria-current]"))
    const next = steps[now + by]
    if (!next) return false
    next.focus()
    next.click()
    return true
  }
  const search = () => {
    const here = one("[data-search]")
    if (here && here.offsetParent !== null) { here.focus(); here.select(); return true }
    return palette()
  }
  let entered = false
  const palette = () => {
    const dialog = one("#paleta")
    if (!dialog?.showModal || !window.htmx || dialog.open || one("dialog[open]")) return Boolean(dialog)
    const input = one("input", dialog)
    input.value = ""
    entered = false
    one("#paleta-hits").replaceChildren()
    point(-1)
    dialog.showModal()
    htmx.trigger(input, "opened")
    return true
  }
  // The focus stays in the field; what Enter opens is pointed at.
  const options = () => all("#paleta-hits [role=option]")
  const point = at => {
    const input = one("#paleta input"), list = options()
    const option = list[(at + list.length) % list.length]
    for (const other of list) other.setAttribute("aria-selected", String(other === option))
    input.setAttribute("aria-expanded", String(Boolean(option)))
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }) }
    else input.removeAttribute("aria-activedescendant")
  }
  const answered = () => one("#paleta-hits [data-q]")?.dataset.q === one("#paleta input").value.trim()
  const openPointed = () => {
    // Typed faster than answered: the first of what is still to come.
    entered = !answered()
    if (!entered) options().find(option => option.ariaSelected === "true")?.click()
  }
  const inPalette = event => {
    if (!event.target.closest?.("#paleta")) return false
    const at = options().findIndex(option => option.ariaSelected === "true")
    if (event.key === "ArrowDown" || event.key === "ArrowUp") point(at + (event.key === "ArrowDown" ? 1 : -1))
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) openPointed()
    else return false
    return true
  }
  const toForm = () => {
    if (!location.hash.startsWith("#f-")) return
    const form = document.getElementById(location.hash.slice(1))
    if (!form) { document.getElementById(`v-${location.hash.slice(3)}`)?.click(); return } // it comes when asked for
    for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
    form.scrollIntoView({ block: "center" })
    press(form)
  }
  // A form of the page a row leads to, without opening that page first: "h#f-next".
  const away = key => {
    const row = current(), link = row?.closest(`[data-row-key^="${CSS.escape(key)}#"]`) && one("a[href]", row)
    if (link) location.href = link.href.replace(/#.*/, "") + row.closest("[data-row-key]").dataset.rowKey.slice(1)
    return Boolean(link)
  }
  let going = 0
  const goLetter = key => {
    const link = one(`[data-go="${CSS.escape(key)}"]`)
    if (!link) return false
    link.click()
    return true
  }
  const letter = event => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    if (going && Date.now() - going < 1500) {
      going = 0
      return goLetter(key)
    }
    if (key === "g") { going = Date.now(); return true }
    if (key === "?") return showHelp()
    const own = keyed(key)
    if (own) { press(own); return true }
    if (each(key) || away(key)) return true
    if (key.startsWith("Arrow") && !event.shiftKey) return arrow(key)
    if (key === "j" || key === "k") return move(key === "j" ? 1 : -1, event.shiftKey)
    if (key === "x") return check(current())
    if (key === "[" || key === "]") return step(key === "]" ? 1 : -1)
    if (key === "Enter" && current() && !event.target.closest("a, button, input, summary")) {
      const row = current()
      if (row.matches("fieldset")) one("input:not([type=hidden]), select, textarea", row)?.focus()
      else one("a[href]", row)?.click()
      return true
    }
    return false
  }
  addEventListener("keydown", event => {
    if (event.defaultPrevented || event.isComposing) return
    // On a Spanish keyboard [ and ] are typed with AltGr, which Windows tells as Ctrl and Alt.
    const graph = event.getModifierState?.("AltGraph"), control = !graph && (event.ctrlKey || event.metaKey)
    if (inPalette(event)) { event.preventDefault(); return }
    if (control && !event.altKey && event.key.toLowerCase() === "k") { if (palette()) event.preventDefault(); return }
    if (control && event.key === "Enter") {
      const own = one("[type=submit]", event.target.closest?.("[data-own]") || document.createElement("i"))
      if (own) { event.preventDefault(); own.click(); return }
      const form = event.target.closest?.("form") || one("form[data-main]") || one("main form .send")?.closest("form")
      const button = form && (one("[type=submit].main", form) || one("[type=submit]", form))
      if (button && !button.disabled) { event.preventDefault(); form.requestSubmit(button) }
      return
    }
    if (event.altKey && /^Arrow(Up|Down)$/.test(event.key)) {
      const way = one(`[value^="${event.key === "ArrowUp" ? "up" : "down"}-"]`, event.target.closest?.("[data-own]") || document.createElement("i"))
      if (way) { event.preventDefault(); way.click() }
      return
    }
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return }
    if (control || (event.altKey && !graph) || typing(event.target) || one("dialog[open]")) return
    if (event.key === "/") { if (search()) event.preventDefault(); return }
    if (event.key === "Escape") {
      const open = one(".morenav[open], .why[open], details[data-pop][open]")
      if (open) { open.open = false; one("summary", open)?.focus() }
      else { for (const box of all("[data-all], [data-row] .ck input")) box.checked = false; countSelected() }
      return
    }
    if (lettersOff()) return
    if (letter(event)) event.preventDefault()
  })

  // Help
  const showHelp = () => {
    const dialog = one("#teclas")
    if (!dialog?.showModal) return false
    const section = one("[data-page-keys]", dialog)
    const list = one("dl", section)
    if (!list.childElementCount) {
      const listed = new Set()
      for (const hint of all(".keys > span:not(.r), [data-hint], main :is(a, button, summary)[data-key]:not([data-row] *)")) {
        const caps = all("kbd", hint), name = caps.map(key => key.textContent).join(" ")
        if (!caps.length || listed.has(name)) continue
        listed.add(name)
        const line = document.createElement("div"), keys = document.createElement("dt"), text = document.createElement("dd")
        for (const key of caps) keys.append(key.cloneNode(true))
        const words = [...hint.childNodes].filter(node => !node.matches?.("kbd")).map(node => node.textContent).join("").trim()
        text.textContent = hint.dataset.key ? words.toLowerCase() : words
        line.append(keys, text)
        list.append(line)
      }
      section.hidden = !list.childElementCount
    }
    const letters = one("[data-letters-switch]", dialog)
    if (letters) letters.checked = !lettersOff()
    dialog.showModal()
    return true
  }

  // Unsaved input
  const dirty = new Set()
  const guarded = form => form && form.method === "post" && form.closest("main") && !form.matches("[data-noguard]")
  addEventListener("input", event => { if (guarded(event.target.form)) dirty.add(event.target.form) })
  addEventListener("submit", event => {
    dirty.delete(event.target)
    if (event.submitter?.matches("[data-once]")) setTimeout(() => { event.submitter.disabled = true })
  })
  addEventListener("beforeunload", event => {
    for (const form of dirty) if (!form.isConnected) dirty.delete(form)
    if (dirty.size) event.preventDefault()
  })

  // Clicks, by attribute: markup carries no handlers
  addEventListener("click", event => {
    const target = event.target
    if (!target.closest) return
    if (target.closest("[data-theme-switch]")) switchTheme()
    else if (target.closest("[data-help]")) showHelp()
    else if (target.closest("#paleta-hits a")) {
      one("#paleta").close()
      if (target.closest("a").href === location.href) toForm()
    }
    else if (target.closest("[data-print]")) print()
    else if (target.closest("[data-copy]")) {
      const button = target.closest("[data-copy]")
      navigator.clipboard?.writeText(button.dataset.copy).then(() => { button.classList.add("copied"); say(button.dataset.copied) })
    } else if (target.matches("dialog")) target.close()
    for (const menu of all(".morenav[open], details[data-pop][open]")) if (!menu.contains(target)) menu.open = false
  })
  addEventListener("hashchange", toForm)
  addEventListener("change", event => {
    const target = event.target
    if (target.matches("[data-all]")) for (const box of all("[data-row] .ck input")) box.checked = target.checked
    if (target.matches("[data-letters-switch]")) {
      root.dataset.letters = target.checked ? "on" : "off"
      remember("trato_letters", root.dataset.letters)
    }
    if (target.matches("[data-autosubmit], [data-autosubmit] *")) target.form.requestSubmit()
    if (target.closest(".ck")) countSelected()
  })
  addEventListener("focusin", event => {
    const row = event.target.closest?.("[data-row]")
    if (row && row !== current()) { current()?.classList.remove("at"); row.classList.add("at") }
  })

  // htmx: swaps lose focus and are not announced
  let focusedId = ""
  addEventListener("htmx:beforeSwap", () => { focusedId = document.activeElement?.id || "" })
  addEventListener("htmx:afterSettle", event => {
    // Swapped whole, the old target is gone: what came instead is where the event happens.
    const target = event.detail.target?.isConnected ? event.detail.target : event.target
    countSelected()
    say(one("[data-announce]", target)?.dataset.announce || target.dataset?.announce)
    if (target.id === "paleta-hits") { point(0); if (entered && answered()) openPointed() }
    const lost = !document.activeElement || document.activeElement === document.body
    if (target.matches("details.verb")) { press(one("form", target)); return }
    const wanted = one("[data-focus], [autofocus]", target) || (lost && focusedId && document.getElementById(focusedId))
    if (wanted) wanted.focus()
    else if (lost && target.isConnected) { target.setAttribute("tabindex", "-1"); target.focus({ preventScroll: true }) }
  })
  addEventListener("announce", event => say(event.detail?.value))
  addEventListener("htmx:beforeRequest", event => event.detail.target?.setAttribute("aria-busy", "true"))
  addEventListener("htmx:afterRequest", event => { event.detail.target?.removeAttribute("aria-busy"); if (event.detail.successful) dirty.delete(event.detail.elt.closest?.("form")) })

  // Deferred: the page is parsed by now.
  countSelected()
  one("main [data-focus]")?.focus()
  // Going to a fragment takes the focus away: afterwards it is given back.
  addEventListener("load", () => setTimeout(toForm))
})()
