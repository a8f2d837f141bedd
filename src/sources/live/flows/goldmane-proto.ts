/**
 * What is spoken with Goldmane, as protobuf.js describes it: the parts that are used, with Calico's names and numbers.
 * Source: goldmane/proto/api.proto (projectcalico/calico), the same from 3.30 on but for two kinds of policy.
 */
export const goldmaneProto = {
  nested: {
    goldmane: {
      nested: {
        Flows: {
          methods: {
            List: { requestType: 'FlowListRequest', responseType: 'FlowListResult', comment: 'what is kept' },
            Stream: {
              requestType: 'FlowStreamRequest',
              responseType: 'FlowResult',
              responseStream: true,
              comment: 'what is recorded',
            },
          },
        },
        FlowListRequest: {
          fields: {
            start_time_gte: field('int64', 1),
            start_time_lt: field('int64', 2),
          },
        },
        FlowListResult: { fields: { flows: list('FlowResult', 2) } },
        FlowStreamRequest: {
          fields: {
            start_time_gte: field('int64', 1),
            aggregation_interval: field('int64', 3),
          },
        },
        FlowResult: { fields: { id: field('int64', 1), flow: field('Flow', 2) } },
        Flow: {
          fields: {
            Key: field('FlowKey', 1),
            start_time: field('int64', 2),
            end_time: field('int64', 3),
            source_labels: list('string', 4),
            dest_labels: list('string', 5),
            packets_in: field('int64', 6),
            packets_out: field('int64', 7),
            bytes_in: field('int64', 8),
            bytes_out: field('int64', 9),
            num_connections_started: field('int64', 10),
            num_connections_completed: field('int64', 11),
            num_connections_live: field('int64', 12),
          },
        },
        FlowKey: {
          fields: {
            source_name: field('string', 1),
            source_namespace: field('string', 2),
            source_type: field('int32', 3),
            dest_name: field('string', 4),
            dest_namespace: field('string', 5),
            dest_type: field('int32', 6),
            dest_port: field('int64', 7),
            dest_service_name: field('string', 8),
            dest_service_namespace: field('string', 9),
            dest_service_port_name: field('string', 10),
            dest_service_port: field('int64', 11),
            proto: field('string', 12),
            reporter: field('int32', 13),
            action: field('int32', 14),
            policies: field('PolicyTrace', 15),
          },
        },
        PolicyTrace: {
          fields: { enforced_policies: list('PolicyHit', 1), pending_policies: list('PolicyHit', 2) },
        },
        PolicyHit: {
          fields: {
            kind: field('int32', 1),
            namespace: field('string', 2),
            name: field('string', 3),
            tier: field('string', 4),
            action: field('int32', 5),
            policy_index: field('int64', 6),
            rule_index: field('int64', 7),
            trigger: field('PolicyHit', 8),
          },
        },
      },
    },
  },
}

interface Field {
  type: string
  id: number
}

function field(type: string, id: number): Field {
  return { type, id }
}

function list(type: string, id: number): Field & { rule: 'repeated' } {
  return { ...field(type, id), rule: 'repeated' }
}
