export type Theme = 'light' | 'dark';

const colours = {
  light: {
    text: '#16191f',
    muted: '#5f6b7a',
    line: '#d5dbdb',
    link: '#0972d3',
    bad: '#b3220a',
    badGround: '#fdf0ed',
    warn: '#7d5a00',
    warnGround: '#fdf6e0',
    good: '#1d6b02',
    goodGround: '#f0f8ec',
    field: '#ffffff',
    ground: '#ffffff',
  },
  dark: {
    text: '#e9ebed',
    muted: '#a3b1c0',
    line: '#414d5c',
    link: '#75b8ff',
    bad: '#ff9b8f',
    badGround: '#3c1712',
    warn: '#f2d36b',
    warnGround: '#352b0c',
    good: '#8bd15c',
    goodGround: '#15260d',
    field: '#0f1b2a',
    ground: '#0f1b2a',
  },
} as const;

/**
 * Styles for one theme. Every rule stands under `.breakwater`: on a dashboard the sheet is in the same
 * document as everything else. Nothing is laid out in tables, so that it fits a quarter of a dashboard
 * as well as all of it.
 */
export function styleSheet(theme: Theme): string {
  const c = colours[theme];
  const rules = {
    '': `color:${c.text};font:14px/1.45 "Amazon Ember",Arial,sans-serif;overflow-wrap:anywhere`,
    '*': 'box-sizing:border-box',
    'p, h2, h3': 'margin:0;padding:0',
    a: `color:${c.link};text-decoration:none`,
    code: 'font:12px/1.4 Menlo,Consolas,monospace',
    '.muted': `color:${c.muted}`,
    '.headline': 'display:block;font-size:20px;font-weight:700;padding:8px 12px;border-radius:6px',
    '.headline small': 'display:block;font-size:14px;font-weight:400',
    '.bad': `color:${c.bad};background:${c.badGround}`,
    '.warn': `color:${c.warn};background:${c.warnGround}`,
    '.good': `color:${c.good};background:${c.goodGround}`,
    '.section': `display:block;margin:12px 0 0;font-size:12px;font-weight:700;letter-spacing:.04em;text-transform:uppercase;color:${c.muted}`,
    '.row': `display:flex;flex-wrap:wrap;gap:4px 12px;align-items:flex-start;padding:8px 0;border-bottom:1px solid ${c.line}`,
    '.row:last-child': 'border-bottom:0',
    '.columns': 'display:flex;flex-wrap:wrap;gap:0 32px',
    '.column': 'flex:1 1 420px;min-width:0',
    '.main': 'flex:1 1 240px;min-width:0',
    '.side': 'flex:0 0 auto;max-width:100%',
    '.count':
      'flex:0 0 auto;min-width:44px;font-size:20px;line-height:1.2;font-weight:700;text-align:right',
    '.name': 'font-weight:700',
    '.tag':
      'display:inline-block;padding:0 6px;border-radius:4px;font-size:12px;font-weight:700;white-space:nowrap',
    '.tag.bad': `color:${c.ground};background:${c.bad}`,
    '.tag.warn': `color:${c.ground};background:${c.warn}`,
    '.tag + .name': 'margin-left:6px',
    '.error': `display:block;margin-top:2px;padding-left:8px;border-left:3px solid ${c.line};font:12px/1.4 Menlo,Consolas,monospace`,
    '.problem': `display:block;color:${c.bad}`,
    '.notice': `padding:6px 10px;border-radius:6px;color:${c.warn};background:${c.warnGround}`,
    '.button': `display:inline-block;padding:4px 14px;border:2px solid ${c.link};border-radius:16px;color:${c.link};font-weight:700;cursor:pointer;white-space:nowrap`,
    '.fields': 'display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center;margin:8px 0 0',
    '.fields input': `flex:1 1 140px;min-width:0;max-width:280px;padding:5px 8px;border:1px solid ${c.muted};border-radius:6px;color:${c.text};background:${c.field};font:inherit`,
    // Asked for by CloudWatch, read by nobody.
    'cwdb-action': 'display:none',
    summary: `padding:8px 0;cursor:pointer;color:${c.muted}`,
  };
  return Object.entries(rules)
    .map(([selector, declarations]) => `${scoped(selector)}{${declarations}}`)
    .join('');
}

function scoped(selectors: string): string {
  return selectors
    .split(', ')
    .map((selector) => `.breakwater ${selector}`.trim())
    .join(',');
}
