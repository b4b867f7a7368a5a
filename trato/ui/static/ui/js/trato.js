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
    const link = one("a[href], button", row)
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
    return (row && one(selector, row)) || all(selector).find(element => element.offsetParent !== null && (!element.closest("[data-row]") || element.closest("[data-row]") === row))
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
    const form = location.hash.startsWith("#f-") && document.getElementById(location.hash.slice(1))
    if (!form) return
    for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
    form.scrollIntoView({ block: "center" })
    press(form)
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
    if (key === "j" || key === "k") return move(key === "j" ? 1 : -1, event.shiftKey)
    if (key === "x") return check(current())
    if (key === "[" || key === "]") return step(key === "]" ? 1 : -1)
    if (key === "Enter" && current() && !event.target.closest("a, button, input, summary")) { one("a[href]", current())?.click(); return true }
    return false
  }
  addEventListener("keydown", event => {
    if (event.defaultPrevented || event.isComposing) return
    const control = event.ctrlKey || event.metaKey
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
    if (control || event.altKey || typing(event.target) || one("dialog[open]")) return
    if (event.key === "/") { if (search()) event.preventDefault(); return }
    if (event.key === "Escape") { const open = one(".morenav[open], .why[open], details[data-pop][open]"); if (open) open.open = false; return }
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
      for (const hint of all(".keys > span:not(.r)")) {
        const line = document.createElement("div"), keys = document.createElement("dt"), text = document.createElement("dd")
        for (const key of all("kbd", hint)) keys.append(key.cloneNode(true))
        text.textContent = hint.textContent.slice([...hint.querySelectorAll("kbd")].map(key => key.textContent).join("").length).trim()
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

  // Calendar beside typed dates
  const locale = root.lang || "es-AR"
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "narrow", timeZone: "UTC" })
  const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" })
  const day = 86400000
  const read = text => {
    const found = /^(\d{1,2})[\/.-](\d{1,2})[\/.-](\d{4})$/.exec(text.trim())
    return found ? Date.UTC(+found[3], found[2] - 1, +found[1]) : null
  }
  const write = moment => { const d = new Date(moment), two = n => String(n).padStart(2, "0"); return `${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}` }
  const today = () => { const now = new Date(); return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) }
  const addMonths = (moment, count) => {
    const d = new Date(moment), last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + count + 1, 0)).getUTCDate()
    return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + count, Math.min(d.getUTCDate(), last))
  }
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...children)
    return made
  }
  const spriteIcon = name => {
    const any = one("svg.i use")
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use")
    svg.setAttribute("class", "i"); svg.setAttribute("aria-hidden", "true")
    use.setAttribute("href", (any?.getAttribute("href") || "/static/ui/icons.svg#").replace(/#.*/, "") + "#" + name)
    svg.append(use)
    return svg
  }
  const closeCalendar = (back = true) => {
    const open = one(".cal")
    if (!open) return
    const button = open.previousElementSibling
    open.remove()
    button?.setAttribute("aria-expanded", "false")
    if (back) button?.focus()
  }
  const openCalendar = (input, button) => {
    let at = read(input.value) ?? today()
    const choose = moment => {
      input.value = write(moment)
      input.dispatchEvent(new Event("input", { bubbles: true }))
      input.dispatchEvent(new Event("change", { bubbles: true }))
      closeCalendar()
    }
    const box = element("div", { class: "cal", role: "dialog", "aria-label": button.getAttribute("aria-label") })
    const draw = () => {
      const first = new Date(at); first.setUTCDate(1)
      const start = first.getTime() - ((first.getUTCDay() + 6) % 7) * day
      const head = element("div", { class: "calh" })
      for (const [by, glyph] of [[-1, "chevron-left"], [0], [1, "chevron-right"]]) {
        if (!by) { head.append(element("b", { "aria-live": "polite" }, month.format(at))); continue }
        const arrow = element("button", { type: "button", class: "icon", "aria-label": month.format(addMonths(at, by)) }, spriteIcon(glyph))
        arrow.onclick = () => { at = addMonths(at, by); draw(); one(".calh button" + (by > 0 ? ":last-child" : ""), box).focus() }
        head.append(arrow)
      }
      const grid = element("div", { class: "calg" })
      for (let i = 0; i < 7; i++) grid.append(element("span", { "aria-hidden": "true" }, weekday.format(start + i * day)))
      for (let i = 0; i < 42; i++) {
        const moment = start + i * day, cell = element("button", { type: "button", "aria-label": full.format(moment), tabindex: moment === at ? "0" : "-1" }, String(new Date(moment).getUTCDate()))
        if (new Date(moment).getUTCMonth() !== new Date(at).getUTCMonth()) cell.className = "out"
        if (moment === today()) cell.setAttribute("aria-current", "date")
        if (moment === read(input.value)) cell.setAttribute("aria-pressed", "true")
        cell.onclick = () => choose(moment)
        grid.append(cell)
      }
      box.replaceChildren(head, grid)
    }
    box.onkeydown = event => {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key]
      if (event.key === "Escape") closeCalendar()
      else if (by && event.target.closest(".calg")) at += by * day
      else if (event.key === "PageUp" || event.key === "PageDown") at = addMonths(at, event.key === "PageUp" ? -1 : 1)
      else return
      event.preventDefault(); event.stopPropagation()
      if (box.isConnected) { draw(); one(".calg [tabindex='0']", box).focus() }
    }
    box.addEventListener("focusout", event => { if (event.relatedTarget && !box.contains(event.relatedTarget)) closeCalendar(false) })
    draw()
    button.after(box)
    button.setAttribute("aria-expanded", "true")
    one(".calg [tabindex='0']", box).focus()
  }
  const dressDates = from => {
    for (const input of all("input[data-date]", from)) {
      if (input.parentElement.matches(".with")) continue
      const label = input.getAttribute("aria-label") || one(`label[for="${CSS.escape(input.id)}"]`)?.firstChild?.textContent || ""
      const button = element("button", { type: "button", class: "btn", "aria-label": `${root.lang.startsWith("en") ? "Calendar" : "Calendario"}: ${label.trim()}`, "aria-expanded": "false" }, spriteIcon("calendar-days"))
      const wrap = element("span", { class: "with" })
      input.replaceWith(wrap)
      wrap.append(input, button)
      button.onclick = () => one(".cal") ? closeCalendar() : openCalendar(input, button)
    }
  }

  // Clicks, by attribute: markup carries no handlers
  addEventListener("click", event => {
    const target = event.target
    if (!target.closest) return
    if (one(".cal") && !target.closest(".with")) closeCalendar(false)
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
    dressDates(target)
    countSelected()
    say(one("[data-announce]", target)?.dataset.announce || target.dataset?.announce)
    if (target.id === "paleta-hits") { point(0); if (entered && answered()) openPointed() }
    const lost = !document.activeElement || document.activeElement === document.body
    const wanted = one("[data-focus], [autofocus]", target) || (lost && focusedId && document.getElementById(focusedId))
    if (wanted) wanted.focus()
    else if (lost && target.isConnected) { target.setAttribute("tabindex", "-1"); target.focus({ preventScroll: true }) }
  })
  addEventListener("announce", event => say(event.detail?.value))
  addEventListener("htmx:beforeRequest", event => event.detail.target?.setAttribute("aria-busy", "true"))
  addEventListener("htmx:afterRequest", event => { event.detail.target?.removeAttribute("aria-busy"); if (event.detail.successful) dirty.delete(event.detail.elt.closest?.("form")) })

  // Deferred: the page is parsed by now.
  dressDates(document)
  countSelected()
  one("main [data-focus]")?.focus()
  // Going to a fragment takes the focus away: afterwards it is given back.
  addEventListener("load", () => setTimeout(toForm))
})()
