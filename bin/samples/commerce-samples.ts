import { hexOf, uuidOf, type SampleMaker } from './sample.ts';

/** `payment_intent.succeeded` of API version 2025-09-30. */
const stripe: SampleMaker = (seed) => {
  const created = Math.floor(Date.now() / 1_000);
  return {
    eventId: `evt_${seed}`,
    type: 'payment_intent.succeeded',
    payload: {
      id: `evt_${seed}`,
      object: 'event',
      api_version: '2025-09-30.clover',
      created,
      data: {
        object: {
          id: `pi_${seed}`,
          object: 'payment_intent',
          amount: 4_200,
          amount_received: 4_200,
          capture_method: 'automatic_async',
          created,
          currency: 'eur',
          customer: 'cus_QbU2vXxE1kZ9aL',
          latest_charge: `ch_${seed}`,
          livemode: false,
          metadata: { basket: '7431' },
          payment_method_types: ['card'],
          receipt_email: 'jenny@example.com',
          status: 'succeeded',
        },
      },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type: 'payment_intent.succeeded',
    },
  };
};

const shopify: SampleMaker = (seed) => ({
  eventId: uuidOf(`shopify ${seed}`),
  type: 'orders/paid',
  headers: { 'x-shopify-shop-domain': 'example.myshopify.com', 'x-shopify-test': 'true' },
  payload: {
    id: 820_982_911_946_154_500,
    admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
    confirmation_number: seed,
    currency: 'USD',
    email: 'jon@example.com',
    financial_status: 'paid',
    line_items: [
      { id: 866_550_311_766_439_000, title: 'IPod Nano - 8GB', quantity: 1, price: '199.00' },
    ],
    name: '#9999',
    total_price: '199.00',
  },
});

const square: SampleMaker = (seed) => ({
  eventId: uuidOf(`square ${seed}`),
  type: 'payment.created',
  payload: {
    merchant_id: '6SSW7HV8K2ST5',
    type: 'payment.created',
    event_id: uuidOf(`square ${seed}`),
    created_at: '2026-02-06T21:27:34.308Z',
    data: {
      type: 'payment',
      id: 'KkAkhdMsgzn59SM8A89WgKwekxLZY',
      object: {
        payment: {
          id: 'hYy9pRFVxpDsO1FB05SunFWUe9JZY',
          amount_money: { amount: 100, currency: 'USD' },
          status: 'APPROVED',
          source_type: 'CARD',
          reference_id: hexOf(seed).slice(0, 12),
        },
      },
    },
  },
});

const paddle: SampleMaker = (seed) => ({
  eventId: `evt_${hexOf(seed).slice(0, 26)}`,
  type: 'transaction.completed',
  payload: {
    event_id: `evt_${hexOf(seed).slice(0, 26)}`,
    event_type: 'transaction.completed',
    occurred_at: '2026-04-12T10:18:49.621022Z',
    notification_id: `ntf_${hexOf(`ntf ${seed}`).slice(0, 26)}`,
    data: {
      id: 'txn_01hv8m0mnx3sj85e7gxc6kga03',
      status: 'completed',
      customer_id: 'ctm_01hv6y1jedq4p1n0yqn5ba3ky4',
      currency_code: 'USD',
      items: [{ price: { id: 'pri_01gsz8x8sawmvhz1pv30nge1ke' }, quantity: 1 }],
      details: { totals: { total: '65215', currency_code: 'USD' } },
    },
  },
});

export const commerceSamples: Readonly<Record<string, SampleMaker>> = {
  stripe,
  shopify,
  square,
  paddle,
};
