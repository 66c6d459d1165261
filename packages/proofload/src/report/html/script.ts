/**
 * The page's script, in the language of browsers: colours, sorting, filtering, reading values from charts. All that it
 * adds is missing without it; all that is measured is not. What a reader chose is kept over a reload: colours in the
 * browser's storage, order and filter in the address.
 */
export const SCRIPT = `
'use strict';
(() => {
  const root = document.documentElement;
  root.dataset.scripted = '';
  const stored = (key, value) => {
    // Storage may be forbidden; then a choice lasts as long as the page.
    try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
  };
  const theme = stored('proofload-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

  addEventListener('DOMContentLoaded', () => {
    colours();
    roles();
    operations();
    for (const plot of document.querySelectorAll('.plot')) reading(plot);
    addEventListener('hashchange', openTarget);
    openTarget();
  });

  function colours() {
    const button = document.querySelector('.theme button');
    const system = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
    const show = () => { button.textContent = isDark() ? 'Light colours' : 'Dark colours'; };
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      stored('proofload-theme', root.dataset.theme);
      show();
    });
    system.addEventListener('change', show);
    show();
  }

  // On narrow pages tables are laid out as cards, after which some browsers no longer see tables in them.
  function roles() {
    const kinds = { 'thead, tbody, tfoot': 'rowgroup', tr: 'row', td: 'cell', '[scope=col]': 'columnheader', '[scope=row]': 'rowheader' };
    for (const table of document.querySelectorAll('.cards')) {
      table.setAttribute('role', 'table');
      for (const [selector, role] of Object.entries(kinds)) {
        for (const element of table.querySelectorAll(selector)) element.setAttribute('role', role);
      }
    }
  }

  function openTarget() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id === '' ? null : document.getElementById(id);
    if (target === null) return;
    if (target.tagName === 'DETAILS') target.open = true;
    target.scrollIntoView();
  }

  function operations() {
    const table = document.querySelector('.operations');
    if (table === null) return;
    const body = table.tBodies[0];
    const worstFirst = [...body.rows];
    const heads = [...table.querySelectorAll('thead [data-column]')];
    const search = document.getElementById('filter');
    const state = new URLSearchParams(location.hash.slice(1));
    let sort = state.get('sort');
    if (search) search.value = state.get('filter') ?? '';

    for (const head of heads) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.dataset.column;
      head.firstElementChild.replaceWith(button);
      button.addEventListener('click', () => {
        // Large values first, as the worst are looked for; then the other way round; then worst first again.
        const first = head.dataset.column === 'operation' ? 'ascending' : 'descending';
        const second = first === 'ascending' ? 'descending' : 'ascending';
        const now = head.getAttribute('aria-sort');
        sort = now === first ? head.dataset.column + ' ' + second : now === second ? null : head.dataset.column + ' ' + first;
        order();
        remember();
      });
    }

    const nameOf = (row) => row.cells[0].querySelector('a, span:not(.mark)').textContent;

    function order() {
      const [column, direction] = (sort ?? '').split(' ');
      const index = heads.findIndex((head) => head.dataset.column === column);
      for (const head of heads) head.setAttribute('aria-sort', head.dataset.column === column ? direction : 'none');
      const rows = [...worstFirst];
      if (index >= 0) {
        const value = (row) => row.cells[index].dataset.value ?? nameOf(row);
        const sign = direction === 'ascending' ? 1 : -1;
        rows.sort((a, b) => {
          const [x, y] = [value(a), value(b)];
          if (column === 'operation') return sign * x.localeCompare(y);
          // What was not measured comes last either way.
          if (x === '' || y === '') return (x === '') - (y === '');
          return sign * (x - y);
        });
      }
      body.append(...rows);
    }

    function filter() {
      if (!search) return;
      const wanted = search.value.trim().toLowerCase();
      let shown = 0;
      for (const row of worstFirst) {
        row.hidden = !nameOf(row).toLowerCase().includes(wanted);
        if (!row.hidden) shown += 1;
      }
      document.getElementById('filter-count').textContent = wanted === '' ? '' : shown + ' of ' + worstFirst.length;
    }

    function remember() {
      const next = new URLSearchParams();
      if (sort) next.set('sort', sort);
      if (search && search.value.trim() !== '') next.set('filter', search.value.trim());
      history.replaceState(null, '', '#' + next);
    }

    search?.addEventListener('input', () => { filter(); remember(); });
    order();
    filter();
  }

  function reading(plot) {
    const table = document.getElementById(plot.dataset.table);
    const rows = table === null ? [] : [...table.tBodies[0].rows];
    if (rows.length === 0) return;
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const places = rows.map((row, index) => Number(row.dataset.x ?? (index + 0.5) * table.dataset.step));
    const readout = plot.nextElementSibling;
    let at = 0;

    plot.tabIndex = 0;
    plot.setAttribute('role', 'slider');
    plot.setAttribute('aria-valuemin', '1');
    plot.setAttribute('aria-valuemax', String(rows.length));
    plot.setAttribute('aria-valuenow', '1');
    readout.textContent = 'Point at the chart, or use the arrow keys on it, to read values.';

    function read(index) {
      at = Math.min(rows.length - 1, Math.max(0, index));
      const cells = [...rows[at].cells].map((cell) => cell.textContent.trim());
      readout.replaceChildren();
      cells.forEach((cell, column) => {
        const value = document.createElement('b');
        value.textContent = cell;
        readout.append(column === 0 ? '' : ' \\u00b7 ', heads[column] + ' ', value);
      });
      plot.setAttribute('aria-valuenow', String(at + 1));
      plot.setAttribute('aria-valuetext', readout.textContent);
      plot.classList.add('reading');
      for (const drawing of plot.children) {
        const [from, to] = [Number(drawing.dataset.from), Number(drawing.dataset.to)];
        drawing.lastElementChild.setAttribute('transform', 'translate(' + (from + places[at] * (to - from)) + ' 0)');
      }
    }

    function nearest(share) {
      let best = 0;
      places.forEach((place, index) => { if (Math.abs(place - share) < Math.abs(places[best] - share)) best = index; });
      return best;
    }

    const follow = (event) => {
      const drawing = [...plot.children].find((child) => child.getBoundingClientRect().width > 0);
      if (drawing === undefined) return;
      const box = drawing.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * drawing.viewBox.baseVal.width;
      const [from, to] = [Number(drawing.dataset.from), Number(drawing.dataset.to)];
      read(nearest((x - from) / (to - from)));
    };
    plot.addEventListener('pointermove', follow);
    plot.addEventListener('pointerdown', follow);
    plot.addEventListener('pointerleave', () => { if (document.activeElement !== plot) plot.classList.remove('reading'); });
    plot.addEventListener('focus', () => read(at));
    plot.addEventListener('blur', () => plot.classList.remove('reading'));
    plot.addEventListener('keydown', (event) => {
      const page = Math.max(1, Math.round(rows.length / 10));
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page, Home: -rows.length, End: rows.length };
      const step = steps[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      read(at + step);
    });
  }
})();
`;
