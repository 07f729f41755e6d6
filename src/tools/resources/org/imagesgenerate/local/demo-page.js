// A page that was opened from a file may have no clipboard: then the older command copies the selection.
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return document.execCommand('copy');
  }
}

for (const button of document.querySelectorAll('.command button')) {
  const [label, what] = button.children;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const done = await copy(button.closest('.command').querySelector('code'));
    label.textContent = done ? 'Copied' : 'Press Ctrl+C';
    document.getElementById('status').textContent = (done ? 'Copied' : 'Press Ctrl+C to copy') + what.textContent;
    setTimeout(() => { label.textContent = 'Copy'; }, 2000);
  });
}
