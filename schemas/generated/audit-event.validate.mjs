// Generated from schemas/ by `npm run generate`. Do not edit.
// \0rolldown/runtime.js
var __commonJSMin = (cb, mod) => () => (mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), cb = null), mod.exports);
// node_modules/ajv/dist/runtime/ucs2length.js
var require_ucs2length = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	function ucs2length(str) {
		const len = str.length;
		let length = 0;
		let pos = 0;
		let value;
		while (pos < len) {
			length++;
			value = str.charCodeAt(pos++);
			if (value >= 55296 && value <= 56319 && pos < len) {
				value = str.charCodeAt(pos);
				if ((value & 64512) === 56320) pos++;
			}
		}
		return length;
	}
	exports.default = ucs2length;
	ucs2length.code = "require(\"ajv/dist/runtime/ucs2length\").default";
}));
// validator
const validate = validate14;
var validator_default = validate14;
const schema16 = {
	"$schema": "http://json-schema.org/draft-07/schema#",
	"$id": "https://ai.docker.com/schemas/audit-event.v1.json",
	"title": "AuditEvent",
	"description": "One decision, or one turn in the life of a sidecar. Never a secret, never a tool argument's value.",
	"type": "object",
	"additionalProperties": false,
	"required": [
		"id",
		"time",
		"policy",
		"policyDigest",
		"project",
		"service",
		"kind",
		"action",
		"resource",
		"decision",
		"rule",
		"reason",
		"seq",
		"prev",
		"hash"
	],
	"properties": {
		"id": {
			"type": "string",
			"minLength": 1,
			"description": "Unique; quoted to the agent as auditId."
		},
		"time": {
			"type": "string",
			"description": "RFC 3339, UTC, milliseconds."
		},
		"policy": {
			"type": "string",
			"description": "Name of the policy that decided; several joined by a comma."
		},
		"policyDigest": {
			"type": "string",
			"description": "sha256: and hex of the compiled policy."
		},
		"project": { "type": "string" },
		"service": {
			"type": "string",
			"description": "The governed service on whose behalf; empty for lifecycle events of a sidecar."
		},
		"kind": { "enum": [
			"network",
			"credential",
			"mcp",
			"lifecycle"
		] },
		"action": {
			"type": "string",
			"description": "connect, request, resolve; issue, exchange, renew, revoke, expire; tool-call, tool-list; start, stop, reload."
		},
		"resource": {
			"type": "string",
			"description": "host:port, key name, server/tool, sidecar name."
		},
		"decision": { "enum": [
			"allowed",
			"blocked",
			"would-block"
		] },
		"rule": {
			"type": "string",
			"description": "Path of the policy entry that decided, such as network.allowedDomains[0]."
		},
		"reason": { "type": "string" },
		"details": {
			"type": "object",
			"description": "Shapes and digests that help to understand the event.",
			"additionalProperties": { "type": [
				"string",
				"number",
				"boolean"
			] }
		},
		"writer": {
			"type": "string",
			"description": "Which chain the event belongs to."
		},
		"seq": {
			"type": "integer",
			"minimum": 0
		},
		"prev": {
			"type": "string",
			"description": "hash of the event before it in this chain; 64 zeros for the first."
		},
		"hash": {
			"type": "string",
			"pattern": "^[0-9a-f]{64}$",
			"description": "SHA-256 over the event without hash, in canonical JSON (RFC 8785)."
		}
	}
};
const func2 = Object.prototype.hasOwnProperty;
const func3 = require_ucs2length().default;
const pattern0 = /* @__PURE__ */ new RegExp("^[0-9a-f]{64}$", "u");
function validate14(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.id === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "id" },
				message: "must have required property 'id'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.time === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "time" },
				message: "must have required property 'time'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.policy === void 0) {
			const err2 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "policy" },
				message: "must have required property 'policy'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.policyDigest === void 0) {
			const err3 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "policyDigest" },
				message: "must have required property 'policyDigest'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		if (data.project === void 0) {
			const err4 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "project" },
				message: "must have required property 'project'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err4];
			else vErrors.push(err4);
			errors++;
		}
		if (data.service === void 0) {
			const err5 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "service" },
				message: "must have required property 'service'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err5];
			else vErrors.push(err5);
			errors++;
		}
		if (data.kind === void 0) {
			const err6 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "kind" },
				message: "must have required property 'kind'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err6];
			else vErrors.push(err6);
			errors++;
		}
		if (data.action === void 0) {
			const err7 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "action" },
				message: "must have required property 'action'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err7];
			else vErrors.push(err7);
			errors++;
		}
		if (data.resource === void 0) {
			const err8 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "resource" },
				message: "must have required property 'resource'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err8];
			else vErrors.push(err8);
			errors++;
		}
		if (data.decision === void 0) {
			const err9 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "decision" },
				message: "must have required property 'decision'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err9];
			else vErrors.push(err9);
			errors++;
		}
		if (data.rule === void 0) {
			const err10 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "rule" },
				message: "must have required property 'rule'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err10];
			else vErrors.push(err10);
			errors++;
		}
		if (data.reason === void 0) {
			const err11 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "reason" },
				message: "must have required property 'reason'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err11];
			else vErrors.push(err11);
			errors++;
		}
		if (data.seq === void 0) {
			const err12 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "seq" },
				message: "must have required property 'seq'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err12];
			else vErrors.push(err12);
			errors++;
		}
		if (data.prev === void 0) {
			const err13 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "prev" },
				message: "must have required property 'prev'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err13];
			else vErrors.push(err13);
			errors++;
		}
		if (data.hash === void 0) {
			const err14 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "hash" },
				message: "must have required property 'hash'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err14];
			else vErrors.push(err14);
			errors++;
		}
		for (const key0 in data) if (!func2.call(schema16.properties, key0)) {
			const err15 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err15];
			else vErrors.push(err15);
			errors++;
		}
		if (data.id !== void 0) {
			let data0 = data.id;
			if (typeof data0 === "string") {
				if (func3(data0) < 1) {
					const err16 = {
						instancePath: instancePath + "/id",
						schemaPath: "#/properties/id/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema16.properties.id,
						data: data0
					};
					if (vErrors === null) vErrors = [err16];
					else vErrors.push(err16);
					errors++;
				}
			} else {
				const err17 = {
					instancePath: instancePath + "/id",
					schemaPath: "#/properties/id/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.id.type,
					parentSchema: schema16.properties.id,
					data: data0
				};
				if (vErrors === null) vErrors = [err17];
				else vErrors.push(err17);
				errors++;
			}
		}
		if (data.time !== void 0) {
			let data1 = data.time;
			if (typeof data1 !== "string") {
				const err18 = {
					instancePath: instancePath + "/time",
					schemaPath: "#/properties/time/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.time.type,
					parentSchema: schema16.properties.time,
					data: data1
				};
				if (vErrors === null) vErrors = [err18];
				else vErrors.push(err18);
				errors++;
			}
		}
		if (data.policy !== void 0) {
			let data2 = data.policy;
			if (typeof data2 !== "string") {
				const err19 = {
					instancePath: instancePath + "/policy",
					schemaPath: "#/properties/policy/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.policy.type,
					parentSchema: schema16.properties.policy,
					data: data2
				};
				if (vErrors === null) vErrors = [err19];
				else vErrors.push(err19);
				errors++;
			}
		}
		if (data.policyDigest !== void 0) {
			let data3 = data.policyDigest;
			if (typeof data3 !== "string") {
				const err20 = {
					instancePath: instancePath + "/policyDigest",
					schemaPath: "#/properties/policyDigest/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.policyDigest.type,
					parentSchema: schema16.properties.policyDigest,
					data: data3
				};
				if (vErrors === null) vErrors = [err20];
				else vErrors.push(err20);
				errors++;
			}
		}
		if (data.project !== void 0) {
			let data4 = data.project;
			if (typeof data4 !== "string") {
				const err21 = {
					instancePath: instancePath + "/project",
					schemaPath: "#/properties/project/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.project.type,
					parentSchema: schema16.properties.project,
					data: data4
				};
				if (vErrors === null) vErrors = [err21];
				else vErrors.push(err21);
				errors++;
			}
		}
		if (data.service !== void 0) {
			let data5 = data.service;
			if (typeof data5 !== "string") {
				const err22 = {
					instancePath: instancePath + "/service",
					schemaPath: "#/properties/service/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.service.type,
					parentSchema: schema16.properties.service,
					data: data5
				};
				if (vErrors === null) vErrors = [err22];
				else vErrors.push(err22);
				errors++;
			}
		}
		if (data.kind !== void 0) {
			let data6 = data.kind;
			if (!(data6 === "network" || data6 === "credential" || data6 === "mcp" || data6 === "lifecycle")) {
				const err23 = {
					instancePath: instancePath + "/kind",
					schemaPath: "#/properties/kind/enum",
					keyword: "enum",
					params: { allowedValues: schema16.properties.kind.enum },
					message: "must be equal to one of the allowed values",
					schema: schema16.properties.kind.enum,
					parentSchema: schema16.properties.kind,
					data: data6
				};
				if (vErrors === null) vErrors = [err23];
				else vErrors.push(err23);
				errors++;
			}
		}
		if (data.action !== void 0) {
			let data7 = data.action;
			if (typeof data7 !== "string") {
				const err24 = {
					instancePath: instancePath + "/action",
					schemaPath: "#/properties/action/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.action.type,
					parentSchema: schema16.properties.action,
					data: data7
				};
				if (vErrors === null) vErrors = [err24];
				else vErrors.push(err24);
				errors++;
			}
		}
		if (data.resource !== void 0) {
			let data8 = data.resource;
			if (typeof data8 !== "string") {
				const err25 = {
					instancePath: instancePath + "/resource",
					schemaPath: "#/properties/resource/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.resource.type,
					parentSchema: schema16.properties.resource,
					data: data8
				};
				if (vErrors === null) vErrors = [err25];
				else vErrors.push(err25);
				errors++;
			}
		}
		if (data.decision !== void 0) {
			let data9 = data.decision;
			if (!(data9 === "allowed" || data9 === "blocked" || data9 === "would-block")) {
				const err26 = {
					instancePath: instancePath + "/decision",
					schemaPath: "#/properties/decision/enum",
					keyword: "enum",
					params: { allowedValues: schema16.properties.decision.enum },
					message: "must be equal to one of the allowed values",
					schema: schema16.properties.decision.enum,
					parentSchema: schema16.properties.decision,
					data: data9
				};
				if (vErrors === null) vErrors = [err26];
				else vErrors.push(err26);
				errors++;
			}
		}
		if (data.rule !== void 0) {
			let data10 = data.rule;
			if (typeof data10 !== "string") {
				const err27 = {
					instancePath: instancePath + "/rule",
					schemaPath: "#/properties/rule/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.rule.type,
					parentSchema: schema16.properties.rule,
					data: data10
				};
				if (vErrors === null) vErrors = [err27];
				else vErrors.push(err27);
				errors++;
			}
		}
		if (data.reason !== void 0) {
			let data11 = data.reason;
			if (typeof data11 !== "string") {
				const err28 = {
					instancePath: instancePath + "/reason",
					schemaPath: "#/properties/reason/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.reason.type,
					parentSchema: schema16.properties.reason,
					data: data11
				};
				if (vErrors === null) vErrors = [err28];
				else vErrors.push(err28);
				errors++;
			}
		}
		if (data.details !== void 0) {
			let data12 = data.details;
			if (data12 && typeof data12 == "object" && !Array.isArray(data12)) for (const key1 in data12) {
				let data13 = data12[key1];
				if (typeof data13 !== "string" && !(typeof data13 == "number" && isFinite(data13)) && typeof data13 !== "boolean") {
					const err29 = {
						instancePath: instancePath + "/details/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/details/additionalProperties/type",
						keyword: "type",
						params: { type: schema16.properties.details.additionalProperties.type },
						message: "must be string,number,boolean",
						schema: schema16.properties.details.additionalProperties.type,
						parentSchema: schema16.properties.details.additionalProperties,
						data: data13
					};
					if (vErrors === null) vErrors = [err29];
					else vErrors.push(err29);
					errors++;
				}
			}
			else {
				const err30 = {
					instancePath: instancePath + "/details",
					schemaPath: "#/properties/details/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.details.type,
					parentSchema: schema16.properties.details,
					data: data12
				};
				if (vErrors === null) vErrors = [err30];
				else vErrors.push(err30);
				errors++;
			}
		}
		if (data.writer !== void 0) {
			let data14 = data.writer;
			if (typeof data14 !== "string") {
				const err31 = {
					instancePath: instancePath + "/writer",
					schemaPath: "#/properties/writer/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.writer.type,
					parentSchema: schema16.properties.writer,
					data: data14
				};
				if (vErrors === null) vErrors = [err31];
				else vErrors.push(err31);
				errors++;
			}
		}
		if (data.seq !== void 0) {
			let data15 = data.seq;
			if (!(typeof data15 == "number" && !(data15 % 1) && !isNaN(data15) && isFinite(data15))) {
				const err32 = {
					instancePath: instancePath + "/seq",
					schemaPath: "#/properties/seq/type",
					keyword: "type",
					params: { type: "integer" },
					message: "must be integer",
					schema: schema16.properties.seq.type,
					parentSchema: schema16.properties.seq,
					data: data15
				};
				if (vErrors === null) vErrors = [err32];
				else vErrors.push(err32);
				errors++;
			}
			if (typeof data15 == "number" && isFinite(data15)) {
				if (data15 < 0 || isNaN(data15)) {
					const err33 = {
						instancePath: instancePath + "/seq",
						schemaPath: "#/properties/seq/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 0
						},
						message: "must be >= 0",
						schema: 0,
						parentSchema: schema16.properties.seq,
						data: data15
					};
					if (vErrors === null) vErrors = [err33];
					else vErrors.push(err33);
					errors++;
				}
			}
		}
		if (data.prev !== void 0) {
			let data16 = data.prev;
			if (typeof data16 !== "string") {
				const err34 = {
					instancePath: instancePath + "/prev",
					schemaPath: "#/properties/prev/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.prev.type,
					parentSchema: schema16.properties.prev,
					data: data16
				};
				if (vErrors === null) vErrors = [err34];
				else vErrors.push(err34);
				errors++;
			}
		}
		if (data.hash !== void 0) {
			let data17 = data.hash;
			if (typeof data17 === "string") {
				if (!pattern0.test(data17)) {
					const err35 = {
						instancePath: instancePath + "/hash",
						schemaPath: "#/properties/hash/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9a-f]{64}$" },
						message: "must match pattern \"^[0-9a-f]{64}$\"",
						schema: "^[0-9a-f]{64}$",
						parentSchema: schema16.properties.hash,
						data: data17
					};
					if (vErrors === null) vErrors = [err35];
					else vErrors.push(err35);
					errors++;
				}
			} else {
				const err36 = {
					instancePath: instancePath + "/hash",
					schemaPath: "#/properties/hash/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.hash.type,
					parentSchema: schema16.properties.hash,
					data: data17
				};
				if (vErrors === null) vErrors = [err36];
				else vErrors.push(err36);
				errors++;
			}
		}
	} else {
		const err37 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema16.type,
			parentSchema: schema16,
			data
		};
		if (vErrors === null) vErrors = [err37];
		else vErrors.push(err37);
		errors++;
	}
	validate14.errors = vErrors;
	return errors === 0;
}
export { validator_default as default, validate };
