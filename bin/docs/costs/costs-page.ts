import { markdownTable, withGeneratedPart } from '../generated-part.ts';
import { countFleet, countMetrics } from './count-fleet.ts';
import { eventCosts, lookCost } from './measured.ts';
import type { EventCost, EventStory } from './measured.ts';
import { prices, sources } from './prices.ts';

const origin =
  '<!-- Written by `node bin/docs.ts`: counted from synthesized templates, measured by tests. -->';

/** Traffic of each integration that the page reckons with. */
const eventsADay = 1_000;
const daysAMonth = 30;
/** What Lambda and API Gateway log of an event by themselves, near enough: two reports, one access line. */
const platformLogBytes = 1_000;
const gigabyte = 1e9;

/** @throws Error where the page has lost its marks */
export function withCosts(page: string): string {
  return withGeneratedPart(
    page,
    origin,
    [monitoring(), idle(), perEvent(), priceList()].join('\n\n'),
  );
}

function monitoring(): string {
  const fleets = [
    { title: '1 integration', integrations: 1, settings: {} },
    { title: '100 integrations', integrations: 100, settings: {} },
    {
      title: '100, `alarmsPerIntegration`',
      integrations: 100,
      settings: { alarmsPerIntegration: true },
    },
  ].map(({ title, integrations, settings }) => {
    const count = countFleet(integrations, settings);
    const values = { integration: integrations, upstream: integrations, reason: 0, class: 0 };
    const metrics = countMetrics('traffic', values);
    const events = integrations * eventsADay * daysAMonth;
    const gigabytes = (events * loggedBytes()) / gigabyte;
    const dollars = {
      alarms: count.alarmMetrics * prices.alarmMetricMonth,
      metrics: metrics * prices.customMetricMonth,
      dashboards: count.dashboards * prices.dashboardMonth,
      logs: gigabytes * (prices.logGigabyte + prices.logGigabyteMonth),
    };
    const sum = Object.values(dollars).reduce((total, one) => total + one);
    return { title, count, metrics, gigabytes, dollars, sum, integrations };
  });
  const row = (name: string, cell: (fleet: (typeof fleets)[number]) => string) => [
    name,
    ...fleets.map(cell),
  ];
  const one = { integration: 1, upstream: 1, reason: 1, class: 1 };
  const inTrouble = countMetrics('trouble', one);
  return [
    '## CloudWatch, a month',
    `Each integration has one upstream of its own and ${number(eventsADay)} events a day, each with one step; logs are ` +
      'kept for a month.',
    markdownTable(
      ['', ...fleets.map(({ title }) => title)],
      [
        row('alarms', ({ count }) => number(count.alarms)),
        row('metrics that they read', ({ count, dollars }) =>
          paid(count.alarmMetrics, dollars.alarms),
        ),
        row('metrics written while all is well', ({ metrics, dollars }) =>
          paid(metrics, dollars.metrics),
        ),
        row('dashboards', ({ count, dollars }) => paid(count.dashboards, dollars.dashboards)),
        row(
          'logs',
          ({ gigabytes, dollars }) => `${gigabytes.toFixed(2)} GB: ${money(dollars.logs)}`,
        ),
        row('**together**', ({ sum }) => `**${money(sum)}**`),
        row('for each integration', ({ sum, integrations }) => money(sum / integrations)),
      ],
    ),
    'A metric is paid for the hours in which it is written. More are written during trouble: with one integration and its ' +
      `upstream in every kind of trouble at once, ${number(inTrouble)} metrics, ` +
      `${money((inTrouble * prices.customMetricMonth) / (24 * daysAMonth), 3)} an hour.`,
  ].join('\n\n');
}

function idle(): string {
  const one = countFleet(1, {});
  const two = countFleet(2, {});
  const each = {
    secrets: two.secrets - one.secrets,
    alarmMetrics: two.alarmMetrics - one.alarmMetrics,
  };
  return [
    '## Without a single event, a month',
    markdownTable(
      ['what', 'the stage', 'each integration'],
      [
        [
          'secrets',
          money((one.secrets - each.secrets) * prices.secretMonth),
          money(each.secrets * prices.secretMonth),
        ],
        [
          'alarms',
          money((one.alarmMetrics - each.alarmMetrics) * prices.alarmMetricMonth),
          money(each.alarmMetrics * prices.alarmMetricMonth),
        ],
        ['dashboard', money(one.dashboards * prices.dashboardMonth), money(0)],
        ['functions, queues, tables, API, bucket, log groups, topic', money(0), money(0)],
      ],
    ),
  ].join('\n\n');
}

function perEvent(): string {
  const stories = Object.keys(eventCosts).filter((story) => story !== 'verified') as EventStory[];
  return [
    '## What an event asks of AWS',
    'SQS counts the send, Lambda’s receive and its delete, one message at a time (under load Lambda takes up to ten at once); ' +
      'Lambda counts the verifier and the processor. Logs are those of our code and, near enough, of Lambda and API Gateway.',
    markdownTable(
      ['an event that is …', 'SQS', 'Lambda', 'WRU', 'RRU', 'S3', 'log', 'a million'],
      stories.map((story) => {
        const use = wholeStory(story);
        return [
          story,
          number(use.sqsRequests),
          number(use.invocations),
          number(use.writeUnits),
          number(use.readUnits),
          number(use.s3Writes),
          `${(use.logBytes / 1_000).toFixed(1)} KB`,
          money(millionOf(use)),
        ];
      }),
    ),
    `A look at one integration (a row of the dashboard’s overview, a line of \`status\`) is ${number(lookCost.sqsRequests)} ` +
      `requests to SQS and ${number(lookCost.readUnits)} RRU, while it has no dead letters: a thousand looks cost ` +
      `${money((1_000 * (lookCost.sqsRequests * prices.sqsMillion + lookCost.readUnits * prices.readUnitMillion)) / 1e6, 4)}.`,
  ].join('\n\n');
}

interface WholeUse extends EventCost {
  readonly invocations: number;
  readonly requests: number;
}

/** With the verifier, and with what Lambda itself asks of SQS. */
function wholeStory(story: EventStory): WholeUse {
  const { sqsRequests, logBytes, ...use } = eventCosts[story];
  const isReplay = story.startsWith('that dead letter replayed');
  const tries = story.startsWith('failed once') ? 2 : 1;
  const entrances = isReplay ? 0 : 1;
  const { verified } = eventCosts;
  return {
    ...use,
    // Each try is a receive; the last one ends with a delete.
    sqsRequests: sqsRequests + entrances * verified.sqsRequests + tries + 1,
    logBytes: logBytes + entrances * verified.logBytes + platformLogBytes,
    invocations: entrances + tries,
    requests: entrances,
  };
}

function millionOf(use: WholeUse): number {
  return (
    use.requests * prices.httpApiMillion +
    use.invocations * prices.lambdaMillion +
    use.sqsRequests * prices.sqsMillion +
    use.writeUnits * prices.writeUnitMillion +
    use.readUnits * prices.readUnitMillion +
    use.s3Writes * prices.s3WriteMillion +
    use.s3Reads * prices.s3ReadMillion +
    ((use.logBytes * 1e6) / gigabyte) * prices.logGigabyte
  );
}

function loggedBytes(): number {
  return wholeStory('done, with one step at an upstream').logBytes;
}

function priceList(): string {
  return [
    '## Prices that this reckons with',
    markdownTable(
      ['price', 'dollars'],
      Object.entries(prices).map(([name, dollars]) => [words(name), String(dollars)]),
    ),
    markdownTable(
      ['of', 'read at', 'in'],
      sources.map((source) => [...source]),
    ),
  ].join('\n\n');
}

/** `logGigabyteMonth` as `log gigabyte month`. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function paid(count: number, dollars: number): string {
  return `${number(count)}: ${money(dollars)}`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}

function money(dollars: number, digits = 2): string {
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
