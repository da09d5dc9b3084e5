import { expect, it } from '@jest/globals';
import { isFormType, isJsonType, mediaTypeOf } from '../../../lambdas/verification/media-type.ts';

it.each([
  ['application/json', 'application/json'],
  ['Application/JSON;charset=UTF-8', 'application/json'],
  ['application/json\t; charset=utf-8', 'application/json'],
  [' application/json ', 'application/json'],
  ['application/json, application/json', 'application/json'],
  ['application/x-www-form-urlencoded\t;charset=utf-8', 'application/x-www-form-urlencoded'],
  ['application/x-www-form-urlencoded +json', 'application/x-www-form-urlencoded +json'],
  ['', ''],
  [undefined, ''],
  [';', ''],
])('the media type of %p is %p', (header, type) => {
  expect(mediaTypeOf(header)).toBe(type);
});

it.each([
  'application/json',
  'text/json',
  'application/vnd.api+json',
  'application/cloudevents+json',
])('%s is JSON', (type) => {
  expect(isJsonType(type)).toBe(true);
});

it('a form is a form and nothing else', () => {
  expect(isFormType('application/x-www-form-urlencoded')).toBe(true);
  expect(isFormType('application/x-www-form-urlencoded +json')).toBe(false);
  expect(isFormType('multipart/form-data')).toBe(false);
});
