// Tell the person when the browser could not use a key, instead of staying silent.
document.addEventListener("allauth.error", (event) => {
  const problem = document.getElementById("key-problem")
  if (!problem) return
  event.preventDefault()
  problem.hidden = false
  problem.focus()
})
