import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html, Html } from '../../../lambdas/html/html.ts';
import { momentHtml } from '../../../lambdas/html/moment-html.ts';
import { textHtml } from '../../../lambdas/html/text-html.ts';

describe('markup', () => {
  it('shows whatever came from outside as text', () => {
    const error = `</p><cwdb-action action="call">{}</cwdb-action><script>alert('x')</script>`;
    expect(html`<p title="${error}">${error}</p>`.markup).toBe(
      '<p title="&lt;/p&gt;&lt;cwdb-action action=&quot;call&quot;&gt;{}&lt;/cwdb-action&gt;' +
        '&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;">&lt;/p&gt;&lt;cwdb-action ' +
        'action=&quot;call&quot;&gt;{}&lt;/cwdb-action&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</p>',
    );
  });

  it('of any text holds no character that ends an element or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [, inside = ''] = /^<i>(.*)<\/i>$/s.exec(html`<i>${text}</i>`.markup) ?? [];
        expect(inside).not.toMatch(/[<>"'`]/);
        expect(inside.replaceAll(/&(amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
      }),
    );
  });

  it('leaves out control characters and what turns the direction of text', () => {
    expect(html`${'a\u0000b\u001bc\u202ed\u2066e'}`.markup).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
    expect(html`${'zwölf\tEier\n🥚'}`.markup).toBe('zwölf\tEier\n🥚');
  });

  it('is put together from markup, lists and numbers; nothing shows nothing', () => {
    const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
    expect(
      html`<ul>
        ${items}
      </ul>`.markup,
    ).toContain('<li>a</li><li>&lt;b&gt;</li>');
    expect(html`${3}${undefined}${false}${[1, [2]]}`).toEqual(new Html('312'));
  });
});

describe('text with backticks', () => {
  it('shows what is typed as code, and a backtick without its pair as itself', () => {
    expect(textHtml('with `dlq list`.').markup).toBe('with <code>dlq list</code>.');
    expect(textHtml('a ` b').markup).toBe('a &#96; b');
    expect(textHtml('`<i>`').markup).toBe('<code>&lt;i&gt;</code>');
  });
});

describe('a moment', () => {
  const now = Date.UTC(2026, 10, 25, 3, 4);
  const shown = (moment: number, utcOffsetMinutes = 0) =>
    momentHtml(moment, { theme: 'light', now, utcOffsetMinutes }).markup.replaceAll(/<[^>]+>/g, '');

  it('is told in the time of the viewer, and as a distance', () => {
    expect(shown(now - 38 * 60_000)).toBe('02:26 (38 min ago)');
    expect(shown(now - 38 * 60_000, 330)).toBe('07:56 (38 min ago)');
    expect(shown(now + 4 * 60_000)).toBe('03:08 (in 4 min)');
  });

  it('has its day where that is another one for the viewer', () => {
    expect(shown(now - 5 * 3_600_000)).toBe('11-24 22:04 (5 h ago)');
    expect(shown(now - 5 * 3_600_000, 330)).toBe('03:34 (5 h ago)');
  });
});
