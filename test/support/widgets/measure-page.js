/**
 * Runs in the browser. Looks at each widget of the page as a person and as CloudWatch would, and leaves
 * what it finds in the page's last element, as JSON.
 */
(() => {
  /** Of one colour, as WCAG reckons it. */
  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function coloursIn(text) {
    return (text.match(/[\d.]+/g) ?? []).map(Number);
  }

  function groundOf(element) {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = coloursIn(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  }

  function contrastOf(element) {
    const shades = [coloursIn(getComputedStyle(element).color), groundOf(element)].map(luminance);
    return (Math.max(...shades) + 0.05) / (Math.min(...shades) + 0.05);
  }

  function hasText(element) {
    return [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '',
    );
  }

  function look(section) {
    const main = section.querySelector('main');
    const room = main.getBoundingClientRect();
    const all = [...main.querySelectorAll('.breakwater *')].filter(
      (element) => element.getClientRects().length > 0,
    );
    const texts = all.filter(hasText);
    const actions = [...main.querySelectorAll('cwdb-action')];
    const headline = main.querySelector('.headline');
    const detail = headline?.querySelector('small');
    const headlineEnds = (detail ?? headline)?.getBoundingClientRect()[detail ? 'top' : 'bottom'];
    return {
      title: section.querySelector('header').textContent,
      overflows: main.scrollWidth > main.clientWidth,
      outside: all.filter((one) => one.getBoundingClientRect().right > room.right + 1).length,
      leastContrast: Math.min(...texts.map(contrastOf)),
      smallestPixels: Math.min(...texts.map((one) => parseFloat(getComputedStyle(one).fontSize))),
      headlineIsSeen: headlineEnds <= room.bottom,
      elements: [...new Set([...main.querySelectorAll('*')].map(({ localName }) => localName))],
      handlers: all.filter((one) => [...one.attributes].some(({ name }) => name.startsWith('on')))
        .length,
      namelessFields: main.querySelectorAll('input:not([title])').length,
      buttons: main.querySelectorAll('.button').length,
      actions: actions.map((action) => ({
        follows: action.previousElementSibling?.className,
        endpoint: action.getAttribute('endpoint'),
        asks: (action.getAttribute('confirmation') ?? '') !== '',
        // Read as text and as markup: nobody says in which way CloudWatch does.
        json: [action.textContent, action.innerHTML].map((text) => JSON.parse(text)),
      })),
    };
  }

  const result = document.createElement('pre');
  result.id = 'result';
  result.textContent = JSON.stringify({
    errors: window.errors,
    hacked: window.hacked ?? null,
    pageIsCutOff: document.documentElement.scrollHeight > window.innerHeight,
    pageOverflows: document.documentElement.scrollWidth > window.innerWidth,
    widgets: [...document.querySelectorAll('section')].map(look),
  });
  result.hidden = true;
  document.body.append(result);
})();
