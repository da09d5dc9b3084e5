import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Theme } from '../../lambdas/html/style-sheet.ts';
import { findChromium, openPage } from '../support/widgets/chromium.ts';
import { endpoint, gallery } from '../support/widgets/gallery.ts';

/** What `measure-page.js` finds. */
interface Measured {
  readonly errors: readonly string[];
  readonly hacked: string | null;
  readonly pageIsCutOff: boolean;
  readonly pageOverflows: boolean;
  readonly widgets: readonly {
    readonly title: string;
    readonly overflows: boolean;
    readonly outside: number;
    readonly leastContrast: number;
    readonly smallestPixels: number;
    readonly headlineIsSeen: boolean;
    readonly elements: readonly string[];
    readonly handlers: number;
    readonly namelessFields: number;
    readonly buttons: number;
    readonly actions: readonly {
      readonly follows: string;
      readonly endpoint: string;
      readonly asks: boolean;
      readonly json: readonly unknown[];
    }[];
  }[];
}

const chromium = findChromium();
if (chromium === undefined) {
  console.warn(
    'No Chromium on this machine: the widgets are not looked at in a browser. `.ci/run` installs one.',
  );
}
const script = readFileSync(new URL('../support/widgets/measure-page.js', import.meta.url), 'utf8');

async function measure(theme: Theme): Promise<Measured> {
  const dom = await openPage(chromium ?? '', theme, gallery(theme, script));
  const [, json = ''] = /<pre id="result"[^>]*>([^<]*)<\/pre>/.exec(dom) ?? [];
  const text = json.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return JSON.parse(text) as Measured;
}

(chromium === undefined ? describe.skip : describe).each(['light', 'dark'] as const)(
  'the widgets of the dashboard, %s, in a browser',
  (theme) => {
    let measured: Measured;
    beforeAll(async () => {
      measured = await measure(theme);
    }, 60_000);

    it('are shown without an error', () => {
      expect(measured.errors).toEqual([]);
      expect(measured.widgets).toHaveLength(42);
    });

    it('are all in the picture that people look at', () => {
      expect(measured.pageIsCutOff).toBe(false);
    });

    it('fit every size that they may have', () => {
      expect(measured.pageOverflows).toBe(false);
      expect(measured.widgets.filter(({ overflows, outside }) => overflows || outside > 0)).toEqual(
        [],
      );
    });

    it('can be read: 4.5 to 1 against their ground, 12 pixels and more', () => {
      const hard = measured.widgets.filter(
        ({ leastContrast, smallestPixels }) => leastContrast < 4.5 || smallestPixels < 12,
      );
      expect(hard).toEqual([]);
    });

    it('say what is the matter without being scrolled, the smallest too', () => {
      expect(measured.widgets.filter(({ headlineIsSeen }) => !headlineIsSeen)).toEqual([]);
    });

    it('say what a field is for, also when something stands in it', () => {
      expect(measured.widgets.filter(({ namelessFields }) => namelessFields > 0)).toEqual([]);
    });

    it('hold no element and no script from outside', () => {
      expect(measured.hacked).toBeNull();
      const elements = new Set(measured.widgets.flatMap((widget) => widget.elements));
      for (const strange of ['script', 'img', 'iframe', 'object']) {
        expect(elements).not.toContain(strange);
      }
      expect(measured.widgets.filter(({ handlers }) => handlers > 0)).toEqual([]);
    });

    it('have no action but those of their own buttons, each after a question', () => {
      const actions = measured.widgets.flatMap((widget) => widget.actions);
      expect(actions.length).toBeGreaterThan(20);
      expect(new Set(actions.map((action) => action.endpoint))).toEqual(new Set([endpoint]));
      for (const { follows, asks, json } of actions) {
        expect({ follows, asks }).toEqual({ follows: 'button', asks: true });
        expect(json[0]).toEqual(json[1]);
      }
      for (const widget of measured.widgets) {
        expect(widget.buttons).toBe(widget.actions.length);
      }
    });
  },
);
