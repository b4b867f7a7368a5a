// A calendar beside dates that are typed; without it they are plain text. Loaded before trato.js, which gives focus.
(() => {
  "use strict"
  const root = document.documentElement
  const all = (selector, from = document) => [...from.querySelectorAll(selector)]
  const one = (selector, from = document) => from.querySelector(selector)

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

  addEventListener("click", event => { if (one(".cal") && !event.target.closest?.(".with")) closeCalendar(false) })
  addEventListener("htmx:afterSettle", event => dressDates(event.detail.target?.isConnected ? event.detail.target : event.target))
  dressDates(document)
})()
