import { hexOf, uuidOf, type SampleMaker } from './sample.ts';

const slack: SampleMaker = (seed) => ({
  eventId: `Ev${seed}`,
  type: 'message',
  payload: {
    token: 'deprecated',
    team_id: 'T061EG9R6',
    api_app_id: 'A0PNCHHK2',
    event: {
      type: 'message',
      channel: 'C2147483705',
      user: 'U2147483697',
      text: 'Grüße an alle 🎉',
      ts: '1355517523.000005',
    },
    type: 'event_callback',
    event_id: `Ev${seed}`,
    event_time: 1_355_517_523,
  },
});

const discord: SampleMaker = (seed) => ({
  type: 'APPLICATION_AUTHORIZED',
  payload: {
    version: 1,
    application_id: '1234560123453231555',
    type: 1,
    event: {
      type: 'APPLICATION_AUTHORIZED',
      timestamp: '2026-10-18T14:42:53.064834',
      data: { integration_type: 1, scopes: ['applications.commands'], user: { username: seed } },
    },
  },
});

const zoom: SampleMaker = (seed) => ({
  type: 'meeting.started',
  payload: {
    event: 'meeting.started',
    event_ts: 1_626_230_691_572,
    payload: {
      account_id: 'AAAAAABBBB',
      object: { id: '1234567890', uuid: seed, host_id: 'x1yCzABCDEfg23HiJKl4mN', type: 2 },
    },
  },
});

const twilio: SampleMaker = (seed) => ({
  form: true,
  eventId: uuidOf(`twilio ${seed}`),
  type: 'delivered',
  payload: {
    AccountSid: 'AC00000000000000000000000000000000',
    From: '+15017122661',
    MessageSid: `SM${hexOf(seed).slice(0, 32)}`,
    MessageStatus: 'delivered',
    To: '+15558675310',
  },
});

export const chatSamples: Readonly<Record<string, SampleMaker>> = { slack, discord, zoom, twilio };
