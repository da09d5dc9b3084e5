import type { Controls } from '../html/controls.ts';
import { html, Html } from '../html/html.ts';

/**
 * Buttons in a custom widget: the element after each tells CloudWatch which function to call, with what,
 * after which question. Its answer takes the widget's place.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 *
 * @param endpoint ARN of the function that acts
 * @param context parameters of the widget, which the function needs to show it again
 */
export function widgetControls(
  endpoint: string,
  context: Readonly<Record<string, string>>,
): Controls {
  return {
    button: (label, act, confirmation) =>
      html`<a class="button" role="button" tabindex="0">${label}</a
        ><cwdb-action
          action="call"
          display="widget"
          endpoint="${endpoint}"
          confirmation="${confirmation}"
          >${json({ ...context, ...act })}</cwdb-action
        >`,
  };
}

/** JSON as an element's text, the same whether it is read as text or as markup. */
function json(value: object): Html {
  return new Html(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}
