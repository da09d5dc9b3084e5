import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsEnvironment } from '../../lambdas/runtime/aws-environment.ts';
import { isSignedFor } from './check-sigv4.ts';

export type Operation = 'SendMessage' | 'GetSecretValue' | 'PutObject';

export interface AwsCallSeen {
  readonly operation: Operation;
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: Buffer;
  readonly response: ServerResponse;
}

export type Behaviour = (call: AwsCallSeen) => void;

/** A real HTTP server that does what SQS, Secrets Manager and S3 do, or misbehaves as it is told. */
export interface FakeAws extends AsyncDisposable {
  readonly environment: AwsEnvironment;
  readonly url: string;
  /** Calls in the order in which they arrived, refused ones included. */
  readonly calls: readonly AwsCallSeen[];
  callsTo(operation: Operation): readonly AwsCallSeen[];
  /** What the queues hold. */
  readonly messages: readonly { readonly queueUrl: string; readonly text: string }[];
  /** By path: `/bucket/key`. */
  readonly objects: ReadonlyMap<string, Buffer>;
  /** Text of each secret, by its name. */
  readonly secrets: Map<string, string>;
  /** From now on the operation is answered so; the default again without a behaviour. */
  behave(operation: Operation, behaviour?: Behaviour): void;
  /** Behaviours for the next calls only, one each; then what was before. */
  behaveNext(operation: Operation, ...behaviours: Behaviour[]): void;
  /** What the operation does by default: for behaviours that do it and then something else. */
  readonly usual: Behaviour;
  /** Closes the connections that are being kept, as a peer does while its client is frozen. */
  closeConnections(): void;
}

const secretAccessKey = 'test-secret-key';

export async function fakeAws(): Promise<FakeAws> {
  const calls: AwsCallSeen[] = [];
  const messages: { queueUrl: string; text: string }[] = [];
  const objects = new Map<string, Buffer>();
  const secrets = new Map<string, string>();
  const lasting = new Map<Operation, Behaviour>();
  const next = new Map<Operation, Behaviour[]>();

  const usual: Behaviour = (call) => {
    const { response, body, path } = call;
    if (call.operation === 'PutObject') {
      objects.set(path, body);
      response.end();
      return;
    }
    const input = JSON.parse(body.toString()) as Record<string, string>;
    if (call.operation === 'SendMessage') {
      const { QueueUrl: queueUrl = '', MessageBody: text = '' } = input;
      messages.push({ queueUrl, text });
      reply(response, 200, { MessageId: `m-${messages.length}`, MD5OfMessageBody: md5(text) });
      return;
    }
    const SecretString = secrets.get(input['SecretId'] ?? '');
    if (SecretString === undefined) refuse(400, 'ResourceNotFoundException')(call);
    else reply(response, 200, { SecretString });
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const call: AwsCallSeen = {
        operation: operationOf(request),
        headers: request.headers,
        path: request.url ?? '',
        body,
        response,
      };
      calls.push(call);
      if (!isSignedFor(secretAccessKey, request, body)) {
        return refuse(403, 'SignatureDoesNotMatch')(call);
      }
      const behaviour = next.get(call.operation)?.shift() ?? lasting.get(call.operation) ?? usual;
      behaviour(call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    calls,
    callsTo: (operation) => calls.filter((call) => call.operation === operation),
    messages,
    objects,
    secrets,
    usual,
    environment: {
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey, sessionToken: 'session-token' },
      endpoint: () => url,
    },
    behave(operation, behaviour) {
      if (behaviour === undefined) lasting.delete(operation);
      else lasting.set(operation, behaviour);
    },
    behaveNext: (operation, ...behaviours) => void next.set(operation, behaviours),
    closeConnections: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error of the service, in the form of its protocol. */
export function refuse(status: number, code: string): Behaviour {
  return ({ operation, response }) => {
    if (operation === 'PutObject') {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    } else {
      reply(response, status, { __type: `com.amazonaws.fake#${code}`, message: 'no' });
    }
  };
}

/** The connection ends with a reset, nothing answered. */
export const reset: Behaviour = ({ response }) => void response.socket?.resetAndDestroy();

/** Nothing is answered, ever. */
export const hang: Behaviour = () => undefined;

/** Half an answer, then a reset. */
export const breakOff: Behaviour = ({ response }) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"MessageId":', () => response.socket?.resetAndDestroy());
};

/** Half an answer, then an orderly end of the connection. */
export const cutShort: Behaviour = ({ response }) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"MessageId":', () => response.socket?.end());
};

export function answer(status: number, body: object): Behaviour {
  return ({ response }) => reply(response, status, body);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}

function operationOf({ method, headers }: IncomingMessage): Operation {
  if (method === 'PUT') return 'PutObject';
  return headers['x-amz-target'] === 'AmazonSQS.SendMessage' ? 'SendMessage' : 'GetSecretValue';
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
