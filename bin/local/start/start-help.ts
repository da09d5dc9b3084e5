import { indent } from '../../terminal/explained-error.ts';

export function startHelp(scenarios: readonly { name: string; summary: string }[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return `Usage: npm start [-- options]

Deploys the CDK app to a local AWS endpoint, sends signed webhooks of several providers, and shows
what became of each. Then it stays and prints each event's outcome until Ctrl-C.

The endpoint is what answers at AWS_ENDPOINT_URL (http://localhost:4566 unless set). If nothing
does, MiniStack is started there, in a Python virtual environment or in Docker, and stopped in the end.

Options:
  --once                  End after the table; exit status 0 if every row is as it should be
  --json                  As --once, with one JSON document on standard output and nothing else
  --scenario <name>       What is shown (default: first-run)
  --upstream-host <name>  How Lambdas reach this machine (default: 127.0.0.1); for an endpoint that runs
                          in a container: host.docker.internal
  --remove                Take the demo off the endpoint and end
  --help                  This help

Scenarios:
${indent(scenarios.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`).join('\n'))}`;
}
