import { createRequire } from 'node:module';
import { hexOf, uuidOf, type SampleMaker } from './sample.ts';

/** GitHub's own collection: one JSON file, whose type declaration says otherwise. */
const githubExamples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly {
  readonly name: string;
  readonly examples: readonly object[];
}[];

/** Whether there is a sample of that event: `push`, `issues`, `pull_request` and many more. */
export function hasGithubSample(event: string): boolean {
  return githubExamples.some(({ name }) => name === event);
}

/** @param event for example `push`, `issues`, `pull_request` */
export function githubSample(event: string, seed: string): ReturnType<SampleMaker> {
  const example = githubExamples.find(({ name }) => name === event)?.examples[0];
  if (example === undefined) throw new Error(`@octokit/webhooks-examples has no ${event}.`);
  return {
    eventId: uuidOf(`github ${event} ${seed}`),
    type: event,
    headers: { 'x-github-hook-id': '292430182' },
    payload: event === 'push' ? { ...example, after: hexOf(seed).slice(0, 40) } : { ...example },
  };
}

const linear: SampleMaker = (seed) => ({
  eventId: uuidOf(`linear ${seed}`),
  type: 'Issue',
  payload: {
    action: 'create',
    type: 'Issue',
    createdAt: '2026-01-23T12:53:18.084Z',
    data: { id: uuidOf(`issue ${seed}`), identifier: 'LIN-1778', title: 'Does it work?' },
    organizationId: uuidOf('organization'),
  },
});

export const workSamples: Readonly<Record<string, SampleMaker>> = {
  github: (seed) => githubSample('push', seed),
  linear,
};
