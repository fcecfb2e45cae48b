import { initAll } from '/assets/govuk-frontend.min.js';

initAll();

/** Warns some minutes before the session ends; one press keeps it. Without this the page works all the same. */
const warnSecondsBefore = 300;
const idle = document.getElementById('idle');
const stay = document.getElementById('idle-stay');
const text = document.getElementById('idle-text');

if (idle && stay && text) {
  const words = text.textContent;
  const seconds = Number(idle.dataset.seconds);
  let timers = [];
  const start = () => {
    timers.forEach(clearTimeout);
    idle.hidden = true;
    stay.hidden = false;
    text.textContent = words;
    timers = [
      setTimeout(() => (idle.hidden = false), (seconds - warnSecondsBefore) * 1000),
      setTimeout(() => {
        stay.hidden = true;
        text.textContent =
          'You are signed out. What you typed is still here: sign in again in a new tab, then send it.';
      }, seconds * 1000),
    ];
  };
  stay.addEventListener('click', () => {
    fetch('/still-here', { redirect: 'error' }).then(start, () => {
      text.textContent = 'You could not be kept signed in. Sign in again in a new tab; what you typed is still here.';
    });
  });
  start();
}

/** Says when what the page shows has changed. A page that nobody looks at does not ask; its answer waits for it. */
const changed = document.getElementById('changed');

if (changed) {
  let stream;
  const stop = () => stream?.close();
  const follow = () => {
    stop();
    if (document.hidden || changed.hasChildNodes()) return;
    stream = new EventSource(changed.dataset.source);
    stream.addEventListener('over', stop);
    stream.addEventListener('changed', () => {
      stop();
      const show = document.createElement('a');
      show.className = 'govuk-link';
      show.href = location.href;
      show.textContent = 'Show it';
      const said = document.createElement('p');
      said.className = 'govuk-inset-text govuk-!-margin-top-0';
      said.append(`${changed.dataset.words} `, show);
      changed.append(said);
    });
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', stop);
  addEventListener('pageshow', follow);
}
