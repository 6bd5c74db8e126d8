import { defineOperation } from '../../http/operation.ts';
import { scimMediaType } from '../../http/scim_error.ts';
import { groupSchema } from './group.ts';
import { enterpriseSchema, userSchema } from './person.ts';
import { scimAnswer, scimTag } from './resource.ts';
import { schemas } from './schemas.ts';

const headers = { 'Content-Type': scimMediaType };
const configSchema = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const typeSchema = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';

export const getScimConfig = defineOperation({
  id: 'getScimConfig',
  method: 'get',
  address: '/scim/v2/ServiceProviderConfig',
  summary: 'What of SCIM the desk does',
  tag: scimTag,
  answers: { 200: scimAnswer },
  handle() {
    const body = {
      schemas: [configSchema],
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: false },
      sort: { supported: false },
      etag: { supported: true },
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: 'API token',
          description: 'A token of an administrator, for scim',
          primary: true,
        },
      ],
      meta: { resourceType: 'ServiceProviderConfig' },
    };
    return { status: 200, headers, body };
  },
});

export const listScimResourceTypes = defineOperation({
  id: 'listScimResourceTypes',
  method: 'get',
  address: '/scim/v2/ResourceTypes',
  summary: 'That there are people and groups',
  tag: scimTag,
  answers: { 200: scimAnswer },
  handle() {
    const types = [
      {
        schemas: [typeSchema],
        id: 'User',
        name: 'User',
        endpoint: '/Users',
        schema: userSchema,
        schemaExtensions: [{ schema: enterpriseSchema, required: false }],
        meta: { resourceType: 'ResourceType' },
      },
      {
        schemas: [typeSchema],
        id: 'Group',
        name: 'Group',
        endpoint: '/Groups',
        schema: groupSchema,
        meta: { resourceType: 'ResourceType' },
      },
    ];
    return { status: 200, headers, body: listOf(types) };
  },
});

export const listScimSchemas = defineOperation({
  id: 'listScimSchemas',
  method: 'get',
  address: '/scim/v2/Schemas',
  summary: 'The attributes that the desk keeps of people and groups',
  tag: scimTag,
  answers: { 200: scimAnswer },
  handle: () => ({ status: 200, headers, body: listOf(schemas) }),
});

function listOf(resources: readonly object[]) {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
