import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Clause } from './clause.ts';

/** A clause in DynamoDB's words. */
export interface ClauseExpression {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** What stands for a circuit that has no item, or one without facts: closed, epoch 0, nobody above it. */
export function clauseExpression(clause: Clause): ClauseExpression {
  switch (clause.kind) {
    case 'epoch-is':
      return clause.epoch === 0
        ? { text: 'attribute_not_exists(#epoch)', names: { '#epoch': 'epoch' }, values: {} }
        : equal('epoch', { N: String(clause.epoch) });
    case 'state-is':
      return clause.state === 'closed'
        ? equalOrAbsent('state', { S: clause.state })
        : equal('state', { S: clause.state });
    case 'mode-is':
      return clause.mode === 'auto'
        ? equalOrAbsent('mode', { S: clause.mode })
        : equal('mode', { S: clause.mode });
    case 'lease-is-held-by':
      return equal('leaseOwner', { S: clause.owner });
    case 'refused-credential-is-not':
      return {
        text: '#mode = :isolated AND #refusedCredential <> :refusedCredential',
        names: { '#mode': 'mode', '#refusedCredential': 'refusedCredential' },
        values: {
          ':isolated': { S: 'isolated' },
          ':refusedCredential': { S: clause.credentialVersion },
        },
      };
  }
}

function equal(name: string, value: AttributeValue): ClauseExpression {
  return {
    text: `#${name} = :${name}`,
    names: { [`#${name}`]: name },
    values: { [`:${name}`]: value },
  };
}

function equalOrAbsent(name: string, value: AttributeValue): ClauseExpression {
  const equals = equal(name, value);
  return { ...equals, text: `(attribute_not_exists(#${name}) OR ${equals.text})` };
}
