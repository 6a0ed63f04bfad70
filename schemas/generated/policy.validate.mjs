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
	"$id": "https://ai.docker.com/schemas/governance-policy.v1.json",
	"title": "GovernancePolicy",
	"description": "What an AI agent may reach on the network, which credentials it may use and which MCP tools it may call. What is not allowed is denied.",
	"type": "object",
	"additionalProperties": false,
	"required": [
		"apiVersion",
		"kind",
		"metadata",
		"spec"
	],
	"properties": {
		"apiVersion": {
			"const": "ai.docker.com/v1",
			"description": "The version of the policy language."
		},
		"kind": { "const": "GovernancePolicy" },
		"metadata": {
			"type": "object",
			"additionalProperties": false,
			"required": ["name"],
			"properties": {
				"name": {
					"type": "string",
					"pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
					"description": "The policy's name, a DNS label. Decisions are recorded under it.",
					"errorMessage": { "pattern": "metadata.name has to be a DNS label: at most 63 lower-case letters, digits and hyphens, with no hyphen at either end" }
				},
				"description": { "type": "string" },
				"labels": {
					"type": "object",
					"additionalProperties": { "type": "string" }
				}
			}
		},
		"spec": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"mode": {
					"enum": ["enforce", "monitor"],
					"default": "enforce",
					"description": "monitor decides and records but blocks nothing except credentials."
				},
				"network": { "$ref": "#/definitions/network" },
				"credentials": { "$ref": "#/definitions/credentials" },
				"mcp": { "$ref": "#/definitions/mcp" },
				"audit": { "$ref": "#/definitions/audit" }
			}
		}
	},
	"definitions": {
		"stringList": {
			"type": ["array", "null"],
			"items": {
				"type": "string",
				"minLength": 1
			}
		},
		"path": {
			"type": "string",
			"pattern": "^/",
			"errorMessage": { "pattern": "a path begins with /, as in /repos/acme/**" }
		},
		"network": {
			"type": ["object", "null"],
			"additionalProperties": false,
			"properties": {
				"allowedDomains": {
					"allOf": [{ "$ref": "#/definitions/stringList" }],
					"description": "host, host:port, *.host, *.host:port or *. Without a port: 80 and 443. *.host covers host itself and everything below it."
				},
				"deniedDomains": {
					"allOf": [{ "$ref": "#/definitions/stringList" }],
					"description": "Wins over allowedDomains."
				},
				"denyLocalNetwork": {
					"type": "boolean",
					"default": true,
					"description": "Refuse private, loopback, link-local and other non-public addresses, judged on the address that is dialled."
				},
				"allowedLocal": {
					"allOf": [{ "$ref": "#/definitions/stringList" }],
					"description": "host:port of single private services that are allowed: a Compose service or a host."
				},
				"http": {
					"type": ["array", "null"],
					"description": "Method and path rules. They make their host intercepted.",
					"items": {
						"type": "object",
						"additionalProperties": false,
						"required": ["host"],
						"properties": {
							"host": {
								"type": "string",
								"minLength": 1
							},
							"methods": {
								"type": "array",
								"minItems": 1,
								"items": { "enum": [
									"GET",
									"HEAD",
									"POST",
									"PUT",
									"PATCH",
									"DELETE",
									"OPTIONS"
								] }
							},
							"paths": {
								"type": "array",
								"minItems": 1,
								"items": { "$ref": "#/definitions/path" },
								"description": "Canonical paths; * within one segment, ** across segments."
							}
						}
					}
				}
			}
		},
		"credentials": {
			"type": ["object", "null"],
			"additionalProperties": false,
			"properties": {
				"allowedKeys": {
					"type": ["array", "null"],
					"items": {
						"type": "string",
						"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
						"errorMessage": { "pattern": "a key is the name of an environment variable: letters, digits and underscores, not beginning with a digit" }
					},
					"description": "Names of environment variables that may reach a governed service, as leases."
				},
				"maxExpirationHours": {
					"type": "number",
					"exclusiveMinimum": 0,
					"maximum": 87600,
					"description": "How long a lease lives, in hours. Without it a lease has no end.",
					"errorMessage": {
						"exclusiveMinimum": "maxExpirationHours has to be more than 0: no lease would live long enough to be used. To allow no key at all, leave allowedKeys empty",
						"maximum": "maxExpirationHours is at most 87600 hours, ten years"
					}
				},
				"bindings": {
					"type": ["object", "null"],
					"propertyNames": {
						"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
						"errorMessage": { "pattern": "a key is the name of an environment variable: letters, digits and underscores, not beginning with a digit" }
					},
					"additionalProperties": { "$ref": "#/definitions/binding" }
				}
			}
		},
		"binding": {
			"type": "object",
			"additionalProperties": false,
			"required": ["hosts"],
			"properties": {
				"hosts": {
					"type": "array",
					"minItems": 1,
					"items": {
						"type": "string",
						"minLength": 1
					}
				},
				"header": {
					"type": "string",
					"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
					"description": "Only in this header. Without it: in any header, also inside Basic.",
					"errorMessage": { "pattern": "header is the name of one HTTP header, such as X-Api-Key" }
				},
				"query": {
					"type": "string",
					"minLength": 1,
					"description": "Also in this query parameter."
				},
				"body": {
					"type": "string",
					"minLength": 1,
					"description": "Also in this top-level member of a JSON body."
				},
				"methods": {
					"type": "array",
					"minItems": 1,
					"items": { "enum": [
						"GET",
						"HEAD",
						"POST",
						"PUT",
						"PATCH",
						"DELETE",
						"OPTIONS"
					] }
				},
				"paths": {
					"type": "array",
					"minItems": 1,
					"items": { "$ref": "#/definitions/path" }
				},
				"require": {
					"type": "boolean",
					"default": false,
					"description": "Requests to the hosts that do not carry a lease of the key are refused: nobody uses a key of their own there."
				}
			}
		},
		"mcp": {
			"type": ["object", "null"],
			"additionalProperties": false,
			"properties": {
				"allowedTools": {
					"allOf": [{ "$ref": "#/definitions/stringList" }],
					"description": "tool or server/tool; * within one segment. Byte for byte."
				},
				"deniedTools": {
					"allOf": [{ "$ref": "#/definitions/stringList" }],
					"description": "Wins over allowedTools."
				},
				"arguments": {
					"type": ["object", "null"],
					"description": "tool → argument → what its value must satisfy.",
					"additionalProperties": {
						"type": "object",
						"additionalProperties": { "$ref": "#/definitions/argumentRule" }
					}
				}
			}
		},
		"argumentRule": {
			"type": "object",
			"additionalProperties": false,
			"minProperties": 1,
			"properties": {
				"pattern": {
					"type": "string",
					"description": "A regular expression, matched anywhere in the text unless it begins with ^ and ends with $. Matched in linear time: no look-around, no back references."
				},
				"enum": {
					"type": "array",
					"minItems": 1
				},
				"maxLength": {
					"type": "integer",
					"minimum": 0
				},
				"minimum": { "type": "number" },
				"maximum": { "type": "number" },
				"required": { "type": "boolean" },
				"forbidden": { "const": true }
			}
		},
		"audit": {
			"type": ["object", "null"],
			"additionalProperties": false,
			"properties": {
				"enabled": {
					"type": "boolean",
					"default": true
				},
				"logLevel": {
					"enum": [
						"debug",
						"info",
						"warn",
						"error"
					],
					"default": "info"
				}
			}
		}
	}
};
const schema29 = {
	"type": ["object", "null"],
	"additionalProperties": false,
	"properties": {
		"enabled": {
			"type": "boolean",
			"default": true
		},
		"logLevel": {
			"enum": [
				"debug",
				"info",
				"warn",
				"error"
			],
			"default": "info"
		}
	}
};
const pattern0 = /* @__PURE__ */ new RegExp("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "u");
const schema17 = {
	"type": ["object", "null"],
	"additionalProperties": false,
	"properties": {
		"allowedDomains": {
			"allOf": [{ "$ref": "#/definitions/stringList" }],
			"description": "host, host:port, *.host, *.host:port or *. Without a port: 80 and 443. *.host covers host itself and everything below it."
		},
		"deniedDomains": {
			"allOf": [{ "$ref": "#/definitions/stringList" }],
			"description": "Wins over allowedDomains."
		},
		"denyLocalNetwork": {
			"type": "boolean",
			"default": true,
			"description": "Refuse private, loopback, link-local and other non-public addresses, judged on the address that is dialled."
		},
		"allowedLocal": {
			"allOf": [{ "$ref": "#/definitions/stringList" }],
			"description": "host:port of single private services that are allowed: a Compose service or a host."
		},
		"http": {
			"type": ["array", "null"],
			"description": "Method and path rules. They make their host intercepted.",
			"items": {
				"type": "object",
				"additionalProperties": false,
				"required": ["host"],
				"properties": {
					"host": {
						"type": "string",
						"minLength": 1
					},
					"methods": {
						"type": "array",
						"minItems": 1,
						"items": { "enum": [
							"GET",
							"HEAD",
							"POST",
							"PUT",
							"PATCH",
							"DELETE",
							"OPTIONS"
						] }
					},
					"paths": {
						"type": "array",
						"minItems": 1,
						"items": { "$ref": "#/definitions/path" },
						"description": "Canonical paths; * within one segment, ** across segments."
					}
				}
			}
		}
	}
};
const schema18 = {
	"type": ["array", "null"],
	"items": {
		"type": "string",
		"minLength": 1
	}
};
const schema21 = {
	"type": "string",
	"pattern": "^/",
	"errorMessage": { "pattern": "a path begins with /, as in /repos/acme/**" }
};
const func2 = require_ucs2length().default;
const pattern1 = /* @__PURE__ */ new RegExp("^/", "u");
function validate15(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (!(data && typeof data == "object" && !Array.isArray(data)) && data !== null) {
		const err0 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: schema17.type },
			message: "must be object,null",
			schema: schema17.type,
			parentSchema: schema17,
			data
		};
		if (vErrors === null) vErrors = [err0];
		else vErrors.push(err0);
		errors++;
	}
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "allowedDomains" || key0 === "deniedDomains" || key0 === "denyLocalNetwork" || key0 === "allowedLocal" || key0 === "http")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema17,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.allowedDomains !== void 0) {
			let data0 = data.allowedDomains;
			if (!Array.isArray(data0) && data0 !== null) {
				const err2 = {
					instancePath: instancePath + "/allowedDomains",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data0
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
			if (Array.isArray(data0)) {
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (func2(data1) < 1) {
							const err3 = {
								instancePath: instancePath + "/allowedDomains/" + i0,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err3];
							else vErrors.push(err3);
							errors++;
						}
					} else {
						const err4 = {
							instancePath: instancePath + "/allowedDomains/" + i0,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data1
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
				}
			}
		}
		if (data.deniedDomains !== void 0) {
			let data2 = data.deniedDomains;
			if (!Array.isArray(data2) && data2 !== null) {
				const err5 = {
					instancePath: instancePath + "/deniedDomains",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data2
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
			if (Array.isArray(data2)) {
				const len1 = data2.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data3 = data2[i1];
					if (typeof data3 === "string") {
						if (func2(data3) < 1) {
							const err6 = {
								instancePath: instancePath + "/deniedDomains/" + i1,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err6];
							else vErrors.push(err6);
							errors++;
						}
					} else {
						const err7 = {
							instancePath: instancePath + "/deniedDomains/" + i1,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err7];
						else vErrors.push(err7);
						errors++;
					}
				}
			}
		}
		if (data.denyLocalNetwork !== void 0) {
			let data4 = data.denyLocalNetwork;
			if (typeof data4 !== "boolean") {
				const err8 = {
					instancePath: instancePath + "/denyLocalNetwork",
					schemaPath: "#/properties/denyLocalNetwork/type",
					keyword: "type",
					params: { type: "boolean" },
					message: "must be boolean",
					schema: schema17.properties.denyLocalNetwork.type,
					parentSchema: schema17.properties.denyLocalNetwork,
					data: data4
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
		if (data.allowedLocal !== void 0) {
			let data5 = data.allowedLocal;
			if (!Array.isArray(data5) && data5 !== null) {
				const err9 = {
					instancePath: instancePath + "/allowedLocal",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data5
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
			if (Array.isArray(data5)) {
				const len2 = data5.length;
				for (let i2 = 0; i2 < len2; i2++) {
					let data6 = data5[i2];
					if (typeof data6 === "string") {
						if (func2(data6) < 1) {
							const err10 = {
								instancePath: instancePath + "/allowedLocal/" + i2,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data6
							};
							if (vErrors === null) vErrors = [err10];
							else vErrors.push(err10);
							errors++;
						}
					} else {
						const err11 = {
							instancePath: instancePath + "/allowedLocal/" + i2,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data6
						};
						if (vErrors === null) vErrors = [err11];
						else vErrors.push(err11);
						errors++;
					}
				}
			}
		}
		if (data.http !== void 0) {
			let data7 = data.http;
			if (!Array.isArray(data7) && data7 !== null) {
				const err12 = {
					instancePath: instancePath + "/http",
					schemaPath: "#/properties/http/type",
					keyword: "type",
					params: { type: schema17.properties.http.type },
					message: "must be array,null",
					schema: schema17.properties.http.type,
					parentSchema: schema17.properties.http,
					data: data7
				};
				if (vErrors === null) vErrors = [err12];
				else vErrors.push(err12);
				errors++;
			}
			if (Array.isArray(data7)) {
				const len3 = data7.length;
				for (let i3 = 0; i3 < len3; i3++) {
					let data8 = data7[i3];
					if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
						if (data8.host === void 0) {
							const err13 = {
								instancePath: instancePath + "/http/" + i3,
								schemaPath: "#/properties/http/items/required",
								keyword: "required",
								params: { missingProperty: "host" },
								message: "must have required property 'host'",
								schema: schema17.properties.http.items.required,
								parentSchema: schema17.properties.http.items,
								data: data8
							};
							if (vErrors === null) vErrors = [err13];
							else vErrors.push(err13);
							errors++;
						}
						for (const key1 in data8) if (!(key1 === "host" || key1 === "methods" || key1 === "paths")) {
							const err14 = {
								instancePath: instancePath + "/http/" + i3,
								schemaPath: "#/properties/http/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key1 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema17.properties.http.items,
								data: data8
							};
							if (vErrors === null) vErrors = [err14];
							else vErrors.push(err14);
							errors++;
						}
						if (data8.host !== void 0) {
							let data9 = data8.host;
							if (typeof data9 === "string") {
								if (func2(data9) < 1) {
									const err15 = {
										instancePath: instancePath + "/http/" + i3 + "/host",
										schemaPath: "#/properties/http/items/properties/host/minLength",
										keyword: "minLength",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 characters",
										schema: 1,
										parentSchema: schema17.properties.http.items.properties.host,
										data: data9
									};
									if (vErrors === null) vErrors = [err15];
									else vErrors.push(err15);
									errors++;
								}
							} else {
								const err16 = {
									instancePath: instancePath + "/http/" + i3 + "/host",
									schemaPath: "#/properties/http/items/properties/host/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema17.properties.http.items.properties.host.type,
									parentSchema: schema17.properties.http.items.properties.host,
									data: data9
								};
								if (vErrors === null) vErrors = [err16];
								else vErrors.push(err16);
								errors++;
							}
						}
						if (data8.methods !== void 0) {
							let data10 = data8.methods;
							if (Array.isArray(data10)) {
								if (data10.length < 1) {
									const err17 = {
										instancePath: instancePath + "/http/" + i3 + "/methods",
										schemaPath: "#/properties/http/items/properties/methods/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema17.properties.http.items.properties.methods,
										data: data10
									};
									if (vErrors === null) vErrors = [err17];
									else vErrors.push(err17);
									errors++;
								}
								const len4 = data10.length;
								for (let i4 = 0; i4 < len4; i4++) {
									let data11 = data10[i4];
									if (!(data11 === "GET" || data11 === "HEAD" || data11 === "POST" || data11 === "PUT" || data11 === "PATCH" || data11 === "DELETE" || data11 === "OPTIONS")) {
										const err18 = {
											instancePath: instancePath + "/http/" + i3 + "/methods/" + i4,
											schemaPath: "#/properties/http/items/properties/methods/items/enum",
											keyword: "enum",
											params: { allowedValues: schema17.properties.http.items.properties.methods.items.enum },
											message: "must be equal to one of the allowed values",
											schema: schema17.properties.http.items.properties.methods.items.enum,
											parentSchema: schema17.properties.http.items.properties.methods.items,
											data: data11
										};
										if (vErrors === null) vErrors = [err18];
										else vErrors.push(err18);
										errors++;
									}
								}
							} else {
								const err19 = {
									instancePath: instancePath + "/http/" + i3 + "/methods",
									schemaPath: "#/properties/http/items/properties/methods/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema17.properties.http.items.properties.methods.type,
									parentSchema: schema17.properties.http.items.properties.methods,
									data: data10
								};
								if (vErrors === null) vErrors = [err19];
								else vErrors.push(err19);
								errors++;
							}
						}
						if (data8.paths !== void 0) {
							let data12 = data8.paths;
							if (Array.isArray(data12)) {
								if (data12.length < 1) {
									const err20 = {
										instancePath: instancePath + "/http/" + i3 + "/paths",
										schemaPath: "#/properties/http/items/properties/paths/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema17.properties.http.items.properties.paths,
										data: data12
									};
									if (vErrors === null) vErrors = [err20];
									else vErrors.push(err20);
									errors++;
								}
								const len5 = data12.length;
								for (let i5 = 0; i5 < len5; i5++) {
									let data13 = data12[i5];
									if (typeof data13 === "string") {
										if (!pattern1.test(data13)) {
											const err21 = {
												instancePath: instancePath + "/http/" + i3 + "/paths/" + i5,
												schemaPath: "#/definitions/path/pattern",
												keyword: "pattern",
												params: { pattern: "^/" },
												message: "must match pattern \"^/\"",
												schema: "^/",
												parentSchema: schema21,
												data: data13
											};
											if (vErrors === null) vErrors = [err21];
											else vErrors.push(err21);
											errors++;
										}
									} else {
										const err22 = {
											instancePath: instancePath + "/http/" + i3 + "/paths/" + i5,
											schemaPath: "#/definitions/path/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema21.type,
											parentSchema: schema21,
											data: data13
										};
										if (vErrors === null) vErrors = [err22];
										else vErrors.push(err22);
										errors++;
									}
									if (errors > 0) {
										const emErrors0 = { "pattern": [] };
										const templates0 = {};
										for (const err23 of vErrors) if (err23.keyword !== "errorMessage" && !err23.emUsed && err23.instancePath === instancePath + "/http/" + i3 + "/paths/" + i5 && err23.keyword in emErrors0 && err23.schemaPath.indexOf("#/definitions/path") === 0 && /^\/[^\/]*$/.test(err23.schemaPath.slice(18))) {
											emErrors0[err23.keyword].push(err23);
											err23.emUsed = true;
										}
										for (const key2 in emErrors0) if (emErrors0[key2].length) {
											const err24 = {
												instancePath: instancePath + "/http/" + i3 + "/paths/" + i5,
												schemaPath: "#/definitions/path/errorMessage",
												keyword: "errorMessage",
												params: { errors: emErrors0[key2] },
												message: key2 in templates0 ? templates0[key2]() : schema21.errorMessage[key2],
												schema: schema21.errorMessage,
												parentSchema: schema21,
												data: data13
											};
											if (vErrors === null) vErrors = [err24];
											else vErrors.push(err24);
											errors++;
										}
										const emErrs0 = [];
										for (const err25 of vErrors) if (!err25.emUsed) emErrs0.push(err25);
										vErrors = emErrs0;
										errors = emErrs0.length;
									}
								}
							} else {
								const err26 = {
									instancePath: instancePath + "/http/" + i3 + "/paths",
									schemaPath: "#/properties/http/items/properties/paths/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema17.properties.http.items.properties.paths.type,
									parentSchema: schema17.properties.http.items.properties.paths,
									data: data12
								};
								if (vErrors === null) vErrors = [err26];
								else vErrors.push(err26);
								errors++;
							}
						}
					} else {
						const err27 = {
							instancePath: instancePath + "/http/" + i3,
							schemaPath: "#/properties/http/items/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema17.properties.http.items.type,
							parentSchema: schema17.properties.http.items,
							data: data8
						};
						if (vErrors === null) vErrors = [err27];
						else vErrors.push(err27);
						errors++;
					}
				}
			}
		}
	}
	validate15.errors = vErrors;
	return errors === 0;
}
const schema22 = {
	"type": ["object", "null"],
	"additionalProperties": false,
	"properties": {
		"allowedKeys": {
			"type": ["array", "null"],
			"items": {
				"type": "string",
				"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
				"errorMessage": { "pattern": "a key is the name of an environment variable: letters, digits and underscores, not beginning with a digit" }
			},
			"description": "Names of environment variables that may reach a governed service, as leases."
		},
		"maxExpirationHours": {
			"type": "number",
			"exclusiveMinimum": 0,
			"maximum": 87600,
			"description": "How long a lease lives, in hours. Without it a lease has no end.",
			"errorMessage": {
				"exclusiveMinimum": "maxExpirationHours has to be more than 0: no lease would live long enough to be used. To allow no key at all, leave allowedKeys empty",
				"maximum": "maxExpirationHours is at most 87600 hours, ten years"
			}
		},
		"bindings": {
			"type": ["object", "null"],
			"propertyNames": {
				"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
				"errorMessage": { "pattern": "a key is the name of an environment variable: letters, digits and underscores, not beginning with a digit" }
			},
			"additionalProperties": { "$ref": "#/definitions/binding" }
		}
	}
};
const pattern2 = /* @__PURE__ */ new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
const schema23 = {
	"type": "object",
	"additionalProperties": false,
	"required": ["hosts"],
	"properties": {
		"hosts": {
			"type": "array",
			"minItems": 1,
			"items": {
				"type": "string",
				"minLength": 1
			}
		},
		"header": {
			"type": "string",
			"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
			"description": "Only in this header. Without it: in any header, also inside Basic.",
			"errorMessage": { "pattern": "header is the name of one HTTP header, such as X-Api-Key" }
		},
		"query": {
			"type": "string",
			"minLength": 1,
			"description": "Also in this query parameter."
		},
		"body": {
			"type": "string",
			"minLength": 1,
			"description": "Also in this top-level member of a JSON body."
		},
		"methods": {
			"type": "array",
			"minItems": 1,
			"items": { "enum": [
				"GET",
				"HEAD",
				"POST",
				"PUT",
				"PATCH",
				"DELETE",
				"OPTIONS"
			] }
		},
		"paths": {
			"type": "array",
			"minItems": 1,
			"items": { "$ref": "#/definitions/path" }
		},
		"require": {
			"type": "boolean",
			"default": false,
			"description": "Requests to the hosts that do not carry a lease of the key are refused: nobody uses a key of their own there."
		}
	}
};
const pattern4 = /* @__PURE__ */ new RegExp("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", "u");
function validate18(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.hosts === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "hosts" },
				message: "must have required property 'hosts'",
				schema: schema23.required,
				parentSchema: schema23,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "hosts" || key0 === "header" || key0 === "query" || key0 === "body" || key0 === "methods" || key0 === "paths" || key0 === "require")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema23,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.hosts !== void 0) {
			let data0 = data.hosts;
			if (Array.isArray(data0)) {
				if (data0.length < 1) {
					const err2 = {
						instancePath: instancePath + "/hosts",
						schemaPath: "#/properties/hosts/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema23.properties.hosts,
						data: data0
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (func2(data1) < 1) {
							const err3 = {
								instancePath: instancePath + "/hosts/" + i0,
								schemaPath: "#/properties/hosts/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema23.properties.hosts.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err3];
							else vErrors.push(err3);
							errors++;
						}
					} else {
						const err4 = {
							instancePath: instancePath + "/hosts/" + i0,
							schemaPath: "#/properties/hosts/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema23.properties.hosts.items.type,
							parentSchema: schema23.properties.hosts.items,
							data: data1
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
				}
			} else {
				const err5 = {
					instancePath: instancePath + "/hosts",
					schemaPath: "#/properties/hosts/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema23.properties.hosts.type,
					parentSchema: schema23.properties.hosts,
					data: data0
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.header !== void 0) {
			let data2 = data.header;
			if (typeof data2 === "string") {
				if (!pattern4.test(data2)) {
					const err6 = {
						instancePath: instancePath + "/header",
						schemaPath: "#/properties/header/pattern",
						keyword: "pattern",
						params: { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" },
						message: "must match pattern \"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$\"",
						schema: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
						parentSchema: schema23.properties.header,
						data: data2
					};
					if (vErrors === null) vErrors = [err6];
					else vErrors.push(err6);
					errors++;
				}
			} else {
				const err7 = {
					instancePath: instancePath + "/header",
					schemaPath: "#/properties/header/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema23.properties.header.type,
					parentSchema: schema23.properties.header,
					data: data2
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
			if (errors > 0) {
				const emErrors0 = { "pattern": [] };
				const templates0 = {};
				for (const err8 of vErrors) if (err8.keyword !== "errorMessage" && !err8.emUsed && err8.instancePath === instancePath + "/header" && err8.keyword in emErrors0 && err8.schemaPath.indexOf("#/properties/header") === 0 && /^\/[^\/]*$/.test(err8.schemaPath.slice(19))) {
					emErrors0[err8.keyword].push(err8);
					err8.emUsed = true;
				}
				for (const key1 in emErrors0) if (emErrors0[key1].length) {
					const err9 = {
						instancePath: instancePath + "/header",
						schemaPath: "#/properties/header/errorMessage",
						keyword: "errorMessage",
						params: { errors: emErrors0[key1] },
						message: key1 in templates0 ? templates0[key1]() : schema23.properties.header.errorMessage[key1],
						schema: schema23.properties.header.errorMessage,
						parentSchema: schema23.properties.header,
						data: data2
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				}
				const emErrs0 = [];
				for (const err10 of vErrors) if (!err10.emUsed) emErrs0.push(err10);
				vErrors = emErrs0;
				errors = emErrs0.length;
			}
		}
		if (data.query !== void 0) {
			let data3 = data.query;
			if (typeof data3 === "string") {
				if (func2(data3) < 1) {
					const err11 = {
						instancePath: instancePath + "/query",
						schemaPath: "#/properties/query/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema23.properties.query,
						data: data3
					};
					if (vErrors === null) vErrors = [err11];
					else vErrors.push(err11);
					errors++;
				}
			} else {
				const err12 = {
					instancePath: instancePath + "/query",
					schemaPath: "#/properties/query/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema23.properties.query.type,
					parentSchema: schema23.properties.query,
					data: data3
				};
				if (vErrors === null) vErrors = [err12];
				else vErrors.push(err12);
				errors++;
			}
		}
		if (data.body !== void 0) {
			let data4 = data.body;
			if (typeof data4 === "string") {
				if (func2(data4) < 1) {
					const err13 = {
						instancePath: instancePath + "/body",
						schemaPath: "#/properties/body/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema23.properties.body,
						data: data4
					};
					if (vErrors === null) vErrors = [err13];
					else vErrors.push(err13);
					errors++;
				}
			} else {
				const err14 = {
					instancePath: instancePath + "/body",
					schemaPath: "#/properties/body/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema23.properties.body.type,
					parentSchema: schema23.properties.body,
					data: data4
				};
				if (vErrors === null) vErrors = [err14];
				else vErrors.push(err14);
				errors++;
			}
		}
		if (data.methods !== void 0) {
			let data5 = data.methods;
			if (Array.isArray(data5)) {
				if (data5.length < 1) {
					const err15 = {
						instancePath: instancePath + "/methods",
						schemaPath: "#/properties/methods/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema23.properties.methods,
						data: data5
					};
					if (vErrors === null) vErrors = [err15];
					else vErrors.push(err15);
					errors++;
				}
				const len1 = data5.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data6 = data5[i1];
					if (!(data6 === "GET" || data6 === "HEAD" || data6 === "POST" || data6 === "PUT" || data6 === "PATCH" || data6 === "DELETE" || data6 === "OPTIONS")) {
						const err16 = {
							instancePath: instancePath + "/methods/" + i1,
							schemaPath: "#/properties/methods/items/enum",
							keyword: "enum",
							params: { allowedValues: schema23.properties.methods.items.enum },
							message: "must be equal to one of the allowed values",
							schema: schema23.properties.methods.items.enum,
							parentSchema: schema23.properties.methods.items,
							data: data6
						};
						if (vErrors === null) vErrors = [err16];
						else vErrors.push(err16);
						errors++;
					}
				}
			} else {
				const err17 = {
					instancePath: instancePath + "/methods",
					schemaPath: "#/properties/methods/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema23.properties.methods.type,
					parentSchema: schema23.properties.methods,
					data: data5
				};
				if (vErrors === null) vErrors = [err17];
				else vErrors.push(err17);
				errors++;
			}
		}
		if (data.paths !== void 0) {
			let data7 = data.paths;
			if (Array.isArray(data7)) {
				if (data7.length < 1) {
					const err18 = {
						instancePath: instancePath + "/paths",
						schemaPath: "#/properties/paths/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema23.properties.paths,
						data: data7
					};
					if (vErrors === null) vErrors = [err18];
					else vErrors.push(err18);
					errors++;
				}
				const len2 = data7.length;
				for (let i2 = 0; i2 < len2; i2++) {
					let data8 = data7[i2];
					if (typeof data8 === "string") {
						if (!pattern1.test(data8)) {
							const err19 = {
								instancePath: instancePath + "/paths/" + i2,
								schemaPath: "#/definitions/path/pattern",
								keyword: "pattern",
								params: { pattern: "^/" },
								message: "must match pattern \"^/\"",
								schema: "^/",
								parentSchema: schema21,
								data: data8
							};
							if (vErrors === null) vErrors = [err19];
							else vErrors.push(err19);
							errors++;
						}
					} else {
						const err20 = {
							instancePath: instancePath + "/paths/" + i2,
							schemaPath: "#/definitions/path/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema21.type,
							parentSchema: schema21,
							data: data8
						};
						if (vErrors === null) vErrors = [err20];
						else vErrors.push(err20);
						errors++;
					}
					if (errors > 0) {
						const emErrors1 = { "pattern": [] };
						const templates1 = {};
						for (const err21 of vErrors) if (err21.keyword !== "errorMessage" && !err21.emUsed && err21.instancePath === instancePath + "/paths/" + i2 && err21.keyword in emErrors1 && err21.schemaPath.indexOf("#/definitions/path") === 0 && /^\/[^\/]*$/.test(err21.schemaPath.slice(18))) {
							emErrors1[err21.keyword].push(err21);
							err21.emUsed = true;
						}
						for (const key2 in emErrors1) if (emErrors1[key2].length) {
							const err22 = {
								instancePath: instancePath + "/paths/" + i2,
								schemaPath: "#/definitions/path/errorMessage",
								keyword: "errorMessage",
								params: { errors: emErrors1[key2] },
								message: key2 in templates1 ? templates1[key2]() : schema21.errorMessage[key2],
								schema: schema21.errorMessage,
								parentSchema: schema21,
								data: data8
							};
							if (vErrors === null) vErrors = [err22];
							else vErrors.push(err22);
							errors++;
						}
						const emErrs1 = [];
						for (const err23 of vErrors) if (!err23.emUsed) emErrs1.push(err23);
						vErrors = emErrs1;
						errors = emErrs1.length;
					}
				}
			} else {
				const err24 = {
					instancePath: instancePath + "/paths",
					schemaPath: "#/properties/paths/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema23.properties.paths.type,
					parentSchema: schema23.properties.paths,
					data: data7
				};
				if (vErrors === null) vErrors = [err24];
				else vErrors.push(err24);
				errors++;
			}
		}
		if (data.require !== void 0) {
			let data9 = data.require;
			if (typeof data9 !== "boolean") {
				const err25 = {
					instancePath: instancePath + "/require",
					schemaPath: "#/properties/require/type",
					keyword: "type",
					params: { type: "boolean" },
					message: "must be boolean",
					schema: schema23.properties.require.type,
					parentSchema: schema23.properties.require,
					data: data9
				};
				if (vErrors === null) vErrors = [err25];
				else vErrors.push(err25);
				errors++;
			}
		}
	} else {
		const err26 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema23.type,
			parentSchema: schema23,
			data
		};
		if (vErrors === null) vErrors = [err26];
		else vErrors.push(err26);
		errors++;
	}
	validate18.errors = vErrors;
	return errors === 0;
}
function validate17(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (!(data && typeof data == "object" && !Array.isArray(data)) && data !== null) {
		const err0 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: schema22.type },
			message: "must be object,null",
			schema: schema22.type,
			parentSchema: schema22,
			data
		};
		if (vErrors === null) vErrors = [err0];
		else vErrors.push(err0);
		errors++;
	}
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "allowedKeys" || key0 === "maxExpirationHours" || key0 === "bindings")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema22,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.allowedKeys !== void 0) {
			let data0 = data.allowedKeys;
			if (!Array.isArray(data0) && data0 !== null) {
				const err2 = {
					instancePath: instancePath + "/allowedKeys",
					schemaPath: "#/properties/allowedKeys/type",
					keyword: "type",
					params: { type: schema22.properties.allowedKeys.type },
					message: "must be array,null",
					schema: schema22.properties.allowedKeys.type,
					parentSchema: schema22.properties.allowedKeys,
					data: data0
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
			if (Array.isArray(data0)) {
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (!pattern2.test(data1)) {
							const err3 = {
								instancePath: instancePath + "/allowedKeys/" + i0,
								schemaPath: "#/properties/allowedKeys/items/pattern",
								keyword: "pattern",
								params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
								message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
								schema: "^[A-Za-z_][A-Za-z0-9_]*$",
								parentSchema: schema22.properties.allowedKeys.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err3];
							else vErrors.push(err3);
							errors++;
						}
					} else {
						const err4 = {
							instancePath: instancePath + "/allowedKeys/" + i0,
							schemaPath: "#/properties/allowedKeys/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema22.properties.allowedKeys.items.type,
							parentSchema: schema22.properties.allowedKeys.items,
							data: data1
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
					if (errors > 0) {
						const emErrors0 = { "pattern": [] };
						const templates0 = {};
						for (const err5 of vErrors) if (err5.keyword !== "errorMessage" && !err5.emUsed && err5.instancePath === instancePath + "/allowedKeys/" + i0 && err5.keyword in emErrors0 && err5.schemaPath.indexOf("#/properties/allowedKeys/items") === 0 && /^\/[^\/]*$/.test(err5.schemaPath.slice(30))) {
							emErrors0[err5.keyword].push(err5);
							err5.emUsed = true;
						}
						for (const key1 in emErrors0) if (emErrors0[key1].length) {
							const err6 = {
								instancePath: instancePath + "/allowedKeys/" + i0,
								schemaPath: "#/properties/allowedKeys/items/errorMessage",
								keyword: "errorMessage",
								params: { errors: emErrors0[key1] },
								message: key1 in templates0 ? templates0[key1]() : schema22.properties.allowedKeys.items.errorMessage[key1],
								schema: schema22.properties.allowedKeys.items.errorMessage,
								parentSchema: schema22.properties.allowedKeys.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err6];
							else vErrors.push(err6);
							errors++;
						}
						const emErrs0 = [];
						for (const err7 of vErrors) if (!err7.emUsed) emErrs0.push(err7);
						vErrors = emErrs0;
						errors = emErrs0.length;
					}
				}
			}
		}
		if (data.maxExpirationHours !== void 0) {
			let data2 = data.maxExpirationHours;
			if (typeof data2 == "number" && isFinite(data2)) {
				if (data2 > 87600 || isNaN(data2)) {
					const err8 = {
						instancePath: instancePath + "/maxExpirationHours",
						schemaPath: "#/properties/maxExpirationHours/maximum",
						keyword: "maximum",
						params: {
							comparison: "<=",
							limit: 87600
						},
						message: "must be <= 87600",
						schema: 87600,
						parentSchema: schema22.properties.maxExpirationHours,
						data: data2
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
				if (data2 <= 0 || isNaN(data2)) {
					const err9 = {
						instancePath: instancePath + "/maxExpirationHours",
						schemaPath: "#/properties/maxExpirationHours/exclusiveMinimum",
						keyword: "exclusiveMinimum",
						params: {
							comparison: ">",
							limit: 0
						},
						message: "must be > 0",
						schema: 0,
						parentSchema: schema22.properties.maxExpirationHours,
						data: data2
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				}
			} else {
				const err10 = {
					instancePath: instancePath + "/maxExpirationHours",
					schemaPath: "#/properties/maxExpirationHours/type",
					keyword: "type",
					params: { type: "number" },
					message: "must be number",
					schema: schema22.properties.maxExpirationHours.type,
					parentSchema: schema22.properties.maxExpirationHours,
					data: data2
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
			if (errors > 0) {
				const emErrors1 = {
					"exclusiveMinimum": [],
					"maximum": []
				};
				const templates1 = {};
				for (const err11 of vErrors) if (err11.keyword !== "errorMessage" && !err11.emUsed && err11.instancePath === instancePath + "/maxExpirationHours" && err11.keyword in emErrors1 && err11.schemaPath.indexOf("#/properties/maxExpirationHours") === 0 && /^\/[^\/]*$/.test(err11.schemaPath.slice(31))) {
					emErrors1[err11.keyword].push(err11);
					err11.emUsed = true;
				}
				for (const key2 in emErrors1) if (emErrors1[key2].length) {
					const err12 = {
						instancePath: instancePath + "/maxExpirationHours",
						schemaPath: "#/properties/maxExpirationHours/errorMessage",
						keyword: "errorMessage",
						params: { errors: emErrors1[key2] },
						message: key2 in templates1 ? templates1[key2]() : schema22.properties.maxExpirationHours.errorMessage[key2],
						schema: schema22.properties.maxExpirationHours.errorMessage,
						parentSchema: schema22.properties.maxExpirationHours,
						data: data2
					};
					if (vErrors === null) vErrors = [err12];
					else vErrors.push(err12);
					errors++;
				}
				const emErrs1 = [];
				for (const err13 of vErrors) if (!err13.emUsed) emErrs1.push(err13);
				vErrors = emErrs1;
				errors = emErrs1.length;
			}
		}
		if (data.bindings !== void 0) {
			let data3 = data.bindings;
			if (!(data3 && typeof data3 == "object" && !Array.isArray(data3)) && data3 !== null) {
				const err14 = {
					instancePath: instancePath + "/bindings",
					schemaPath: "#/properties/bindings/type",
					keyword: "type",
					params: { type: schema22.properties.bindings.type },
					message: "must be object,null",
					schema: schema22.properties.bindings.type,
					parentSchema: schema22.properties.bindings,
					data: data3
				};
				if (vErrors === null) vErrors = [err14];
				else vErrors.push(err14);
				errors++;
			}
			if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
				for (const key3 in data3) {
					const _errs10 = errors;
					if (typeof key3 === "string") {
						if (!pattern2.test(key3)) {
							const err15 = {
								instancePath: instancePath + "/bindings",
								schemaPath: "#/properties/bindings/propertyNames/pattern",
								keyword: "pattern",
								params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
								message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
								schema: "^[A-Za-z_][A-Za-z0-9_]*$",
								parentSchema: schema22.properties.bindings.propertyNames,
								data: key3,
								propertyName: key3
							};
							if (vErrors === null) vErrors = [err15];
							else vErrors.push(err15);
							errors++;
						}
					}
					if (errors > 0) {
						const emErrors2 = { "pattern": [] };
						const templates2 = {};
						for (const err16 of vErrors) if (err16.keyword !== "errorMessage" && !err16.emUsed && err16.instancePath === instancePath + "/bindings" && err16.keyword in emErrors2 && err16.schemaPath.indexOf("#/properties/bindings/propertyNames") === 0 && /^\/[^\/]*$/.test(err16.schemaPath.slice(35))) {
							emErrors2[err16.keyword].push(err16);
							err16.emUsed = true;
						}
						for (const key4 in emErrors2) if (emErrors2[key4].length) {
							const err17 = {
								instancePath: instancePath + "/bindings",
								schemaPath: "#/properties/bindings/propertyNames/errorMessage",
								keyword: "errorMessage",
								params: { errors: emErrors2[key4] },
								message: key4 in templates2 ? templates2[key4]() : schema22.properties.bindings.propertyNames.errorMessage[key4],
								schema: schema22.properties.bindings.propertyNames.errorMessage,
								parentSchema: schema22.properties.bindings.propertyNames,
								data: key3,
								propertyName: key3
							};
							if (vErrors === null) vErrors = [err17];
							else vErrors.push(err17);
							errors++;
						}
						const emErrs2 = [];
						for (const err18 of vErrors) if (!err18.emUsed) emErrs2.push(err18);
						vErrors = emErrs2;
						errors = emErrs2.length;
					}
					if (!(_errs10 === errors)) {
						const err19 = {
							instancePath: instancePath + "/bindings",
							schemaPath: "#/properties/bindings/propertyNames",
							keyword: "propertyNames",
							params: { propertyName: key3 },
							message: "property name must be valid",
							schema: schema22.properties.bindings.propertyNames,
							parentSchema: schema22.properties.bindings,
							data: data3
						};
						if (vErrors === null) vErrors = [err19];
						else vErrors.push(err19);
						errors++;
					}
				}
				for (const key5 in data3) if (!validate18(data3[key5], {
					instancePath: instancePath + "/bindings/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
					parentData: data3,
					parentDataProperty: key5,
					rootData
				})) {
					vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
					errors = vErrors.length;
				}
			}
		}
	}
	validate17.errors = vErrors;
	return errors === 0;
}
const schema25 = {
	"type": ["object", "null"],
	"additionalProperties": false,
	"properties": {
		"allowedTools": {
			"allOf": [{ "$ref": "#/definitions/stringList" }],
			"description": "tool or server/tool; * within one segment. Byte for byte."
		},
		"deniedTools": {
			"allOf": [{ "$ref": "#/definitions/stringList" }],
			"description": "Wins over allowedTools."
		},
		"arguments": {
			"type": ["object", "null"],
			"description": "tool → argument → what its value must satisfy.",
			"additionalProperties": {
				"type": "object",
				"additionalProperties": { "$ref": "#/definitions/argumentRule" }
			}
		}
	}
};
const schema28 = {
	"type": "object",
	"additionalProperties": false,
	"minProperties": 1,
	"properties": {
		"pattern": {
			"type": "string",
			"description": "A regular expression, matched anywhere in the text unless it begins with ^ and ends with $. Matched in linear time: no look-around, no back references."
		},
		"enum": {
			"type": "array",
			"minItems": 1
		},
		"maxLength": {
			"type": "integer",
			"minimum": 0
		},
		"minimum": { "type": "number" },
		"maximum": { "type": "number" },
		"required": { "type": "boolean" },
		"forbidden": { "const": true }
	}
};
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (!(data && typeof data == "object" && !Array.isArray(data)) && data !== null) {
		const err0 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: schema25.type },
			message: "must be object,null",
			schema: schema25.type,
			parentSchema: schema25,
			data
		};
		if (vErrors === null) vErrors = [err0];
		else vErrors.push(err0);
		errors++;
	}
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "allowedTools" || key0 === "deniedTools" || key0 === "arguments")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema25,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.allowedTools !== void 0) {
			let data0 = data.allowedTools;
			if (!Array.isArray(data0) && data0 !== null) {
				const err2 = {
					instancePath: instancePath + "/allowedTools",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data0
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
			if (Array.isArray(data0)) {
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (func2(data1) < 1) {
							const err3 = {
								instancePath: instancePath + "/allowedTools/" + i0,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err3];
							else vErrors.push(err3);
							errors++;
						}
					} else {
						const err4 = {
							instancePath: instancePath + "/allowedTools/" + i0,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data1
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
				}
			}
		}
		if (data.deniedTools !== void 0) {
			let data2 = data.deniedTools;
			if (!Array.isArray(data2) && data2 !== null) {
				const err5 = {
					instancePath: instancePath + "/deniedTools",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data2
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
			if (Array.isArray(data2)) {
				const len1 = data2.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data3 = data2[i1];
					if (typeof data3 === "string") {
						if (func2(data3) < 1) {
							const err6 = {
								instancePath: instancePath + "/deniedTools/" + i1,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err6];
							else vErrors.push(err6);
							errors++;
						}
					} else {
						const err7 = {
							instancePath: instancePath + "/deniedTools/" + i1,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err7];
						else vErrors.push(err7);
						errors++;
					}
				}
			}
		}
		if (data.arguments !== void 0) {
			let data4 = data.arguments;
			if (!(data4 && typeof data4 == "object" && !Array.isArray(data4)) && data4 !== null) {
				const err8 = {
					instancePath: instancePath + "/arguments",
					schemaPath: "#/properties/arguments/type",
					keyword: "type",
					params: { type: schema25.properties.arguments.type },
					message: "must be object,null",
					schema: schema25.properties.arguments.type,
					parentSchema: schema25.properties.arguments,
					data: data4
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
			if (data4 && typeof data4 == "object" && !Array.isArray(data4)) for (const key1 in data4) {
				let data5 = data4[key1];
				if (data5 && typeof data5 == "object" && !Array.isArray(data5)) for (const key2 in data5) {
					let data6 = data5[key2];
					if (data6 && typeof data6 == "object" && !Array.isArray(data6)) {
						if (Object.keys(data6).length < 1) {
							const err9 = {
								instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/definitions/argumentRule/minProperties",
								keyword: "minProperties",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 properties",
								schema: 1,
								parentSchema: schema28,
								data: data6
							};
							if (vErrors === null) vErrors = [err9];
							else vErrors.push(err9);
							errors++;
						}
						for (const key3 in data6) if (!(key3 === "pattern" || key3 === "enum" || key3 === "maxLength" || key3 === "minimum" || key3 === "maximum" || key3 === "required" || key3 === "forbidden")) {
							const err10 = {
								instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/definitions/argumentRule/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key3 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema28,
								data: data6
							};
							if (vErrors === null) vErrors = [err10];
							else vErrors.push(err10);
							errors++;
						}
						if (data6.pattern !== void 0) {
							let data7 = data6.pattern;
							if (typeof data7 !== "string") {
								const err11 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/pattern",
									schemaPath: "#/definitions/argumentRule/properties/pattern/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema28.properties.pattern.type,
									parentSchema: schema28.properties.pattern,
									data: data7
								};
								if (vErrors === null) vErrors = [err11];
								else vErrors.push(err11);
								errors++;
							}
						}
						if (data6.enum !== void 0) {
							let data8 = data6.enum;
							if (Array.isArray(data8)) {
								if (data8.length < 1) {
									const err12 = {
										instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/enum",
										schemaPath: "#/definitions/argumentRule/properties/enum/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema28.properties.enum,
										data: data8
									};
									if (vErrors === null) vErrors = [err12];
									else vErrors.push(err12);
									errors++;
								}
							} else {
								const err13 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/enum",
									schemaPath: "#/definitions/argumentRule/properties/enum/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema28.properties.enum.type,
									parentSchema: schema28.properties.enum,
									data: data8
								};
								if (vErrors === null) vErrors = [err13];
								else vErrors.push(err13);
								errors++;
							}
						}
						if (data6.maxLength !== void 0) {
							let data9 = data6.maxLength;
							if (!(typeof data9 == "number" && !(data9 % 1) && !isNaN(data9) && isFinite(data9))) {
								const err14 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
									schemaPath: "#/definitions/argumentRule/properties/maxLength/type",
									keyword: "type",
									params: { type: "integer" },
									message: "must be integer",
									schema: schema28.properties.maxLength.type,
									parentSchema: schema28.properties.maxLength,
									data: data9
								};
								if (vErrors === null) vErrors = [err14];
								else vErrors.push(err14);
								errors++;
							}
							if (typeof data9 == "number" && isFinite(data9)) {
								if (data9 < 0 || isNaN(data9)) {
									const err15 = {
										instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
										schemaPath: "#/definitions/argumentRule/properties/maxLength/minimum",
										keyword: "minimum",
										params: {
											comparison: ">=",
											limit: 0
										},
										message: "must be >= 0",
										schema: 0,
										parentSchema: schema28.properties.maxLength,
										data: data9
									};
									if (vErrors === null) vErrors = [err15];
									else vErrors.push(err15);
									errors++;
								}
							}
						}
						if (data6.minimum !== void 0) {
							let data10 = data6.minimum;
							if (!(typeof data10 == "number" && isFinite(data10))) {
								const err16 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/minimum",
									schemaPath: "#/definitions/argumentRule/properties/minimum/type",
									keyword: "type",
									params: { type: "number" },
									message: "must be number",
									schema: schema28.properties.minimum.type,
									parentSchema: schema28.properties.minimum,
									data: data10
								};
								if (vErrors === null) vErrors = [err16];
								else vErrors.push(err16);
								errors++;
							}
						}
						if (data6.maximum !== void 0) {
							let data11 = data6.maximum;
							if (!(typeof data11 == "number" && isFinite(data11))) {
								const err17 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/maximum",
									schemaPath: "#/definitions/argumentRule/properties/maximum/type",
									keyword: "type",
									params: { type: "number" },
									message: "must be number",
									schema: schema28.properties.maximum.type,
									parentSchema: schema28.properties.maximum,
									data: data11
								};
								if (vErrors === null) vErrors = [err17];
								else vErrors.push(err17);
								errors++;
							}
						}
						if (data6.required !== void 0) {
							let data12 = data6.required;
							if (typeof data12 !== "boolean") {
								const err18 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/required",
									schemaPath: "#/definitions/argumentRule/properties/required/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema28.properties.required.type,
									parentSchema: schema28.properties.required,
									data: data12
								};
								if (vErrors === null) vErrors = [err18];
								else vErrors.push(err18);
								errors++;
							}
						}
						if (data6.forbidden !== void 0) {
							let data13 = data6.forbidden;
							if (true !== data13) {
								const err19 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/forbidden",
									schemaPath: "#/definitions/argumentRule/properties/forbidden/const",
									keyword: "const",
									params: { allowedValue: true },
									message: "must be equal to constant",
									schema: true,
									parentSchema: schema28.properties.forbidden,
									data: data13
								};
								if (vErrors === null) vErrors = [err19];
								else vErrors.push(err19);
								errors++;
							}
						}
					} else {
						const err20 = {
							instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/argumentRule/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema28.type,
							parentSchema: schema28,
							data: data6
						};
						if (vErrors === null) vErrors = [err20];
						else vErrors.push(err20);
						errors++;
					}
				}
				else {
					const err21 = {
						instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/arguments/additionalProperties/type",
						keyword: "type",
						params: { type: "object" },
						message: "must be object",
						schema: schema25.properties.arguments.additionalProperties.type,
						parentSchema: schema25.properties.arguments.additionalProperties,
						data: data5
					};
					if (vErrors === null) vErrors = [err21];
					else vErrors.push(err21);
					errors++;
				}
			}
		}
	}
	validate21.errors = vErrors;
	return errors === 0;
}
function validate14(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.apiVersion === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "apiVersion" },
				message: "must have required property 'apiVersion'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.kind === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "kind" },
				message: "must have required property 'kind'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.metadata === void 0) {
			const err2 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "metadata" },
				message: "must have required property 'metadata'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.spec === void 0) {
			const err3 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "spec" },
				message: "must have required property 'spec'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "apiVersion" || key0 === "kind" || key0 === "metadata" || key0 === "spec")) {
			const err4 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err4];
			else vErrors.push(err4);
			errors++;
		}
		if (data.apiVersion !== void 0) {
			let data0 = data.apiVersion;
			if ("ai.docker.com/v1" !== data0) {
				const err5 = {
					instancePath: instancePath + "/apiVersion",
					schemaPath: "#/properties/apiVersion/const",
					keyword: "const",
					params: { allowedValue: "ai.docker.com/v1" },
					message: "must be equal to constant",
					schema: "ai.docker.com/v1",
					parentSchema: schema16.properties.apiVersion,
					data: data0
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.kind !== void 0) {
			let data1 = data.kind;
			if ("GovernancePolicy" !== data1) {
				const err6 = {
					instancePath: instancePath + "/kind",
					schemaPath: "#/properties/kind/const",
					keyword: "const",
					params: { allowedValue: "GovernancePolicy" },
					message: "must be equal to constant",
					schema: "GovernancePolicy",
					parentSchema: schema16.properties.kind,
					data: data1
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.metadata !== void 0) {
			let data2 = data.metadata;
			if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
				if (data2.name === void 0) {
					const err7 = {
						instancePath: instancePath + "/metadata",
						schemaPath: "#/properties/metadata/required",
						keyword: "required",
						params: { missingProperty: "name" },
						message: "must have required property 'name'",
						schema: schema16.properties.metadata.required,
						parentSchema: schema16.properties.metadata,
						data: data2
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
				for (const key1 in data2) if (!(key1 === "name" || key1 === "description" || key1 === "labels")) {
					const err8 = {
						instancePath: instancePath + "/metadata",
						schemaPath: "#/properties/metadata/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key1 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.metadata,
						data: data2
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
				if (data2.name !== void 0) {
					let data3 = data2.name;
					if (typeof data3 === "string") {
						if (!pattern0.test(data3)) {
							const err9 = {
								instancePath: instancePath + "/metadata/name",
								schemaPath: "#/properties/metadata/properties/name/pattern",
								keyword: "pattern",
								params: { pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" },
								message: "must match pattern \"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$\"",
								schema: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
								parentSchema: schema16.properties.metadata.properties.name,
								data: data3
							};
							if (vErrors === null) vErrors = [err9];
							else vErrors.push(err9);
							errors++;
						}
					} else {
						const err10 = {
							instancePath: instancePath + "/metadata/name",
							schemaPath: "#/properties/metadata/properties/name/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.metadata.properties.name.type,
							parentSchema: schema16.properties.metadata.properties.name,
							data: data3
						};
						if (vErrors === null) vErrors = [err10];
						else vErrors.push(err10);
						errors++;
					}
					if (errors > 0) {
						const emErrors0 = { "pattern": [] };
						const templates0 = {};
						for (const err11 of vErrors) if (err11.keyword !== "errorMessage" && !err11.emUsed && err11.instancePath === instancePath + "/metadata/name" && err11.keyword in emErrors0 && err11.schemaPath.indexOf("#/properties/metadata/properties/name") === 0 && /^\/[^\/]*$/.test(err11.schemaPath.slice(37))) {
							emErrors0[err11.keyword].push(err11);
							err11.emUsed = true;
						}
						for (const key2 in emErrors0) if (emErrors0[key2].length) {
							const err12 = {
								instancePath: instancePath + "/metadata/name",
								schemaPath: "#/properties/metadata/properties/name/errorMessage",
								keyword: "errorMessage",
								params: { errors: emErrors0[key2] },
								message: key2 in templates0 ? templates0[key2]() : schema16.properties.metadata.properties.name.errorMessage[key2],
								schema: schema16.properties.metadata.properties.name.errorMessage,
								parentSchema: schema16.properties.metadata.properties.name,
								data: data3
							};
							if (vErrors === null) vErrors = [err12];
							else vErrors.push(err12);
							errors++;
						}
						const emErrs0 = [];
						for (const err13 of vErrors) if (!err13.emUsed) emErrs0.push(err13);
						vErrors = emErrs0;
						errors = emErrs0.length;
					}
				}
				if (data2.description !== void 0) {
					let data4 = data2.description;
					if (typeof data4 !== "string") {
						const err14 = {
							instancePath: instancePath + "/metadata/description",
							schemaPath: "#/properties/metadata/properties/description/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.metadata.properties.description.type,
							parentSchema: schema16.properties.metadata.properties.description,
							data: data4
						};
						if (vErrors === null) vErrors = [err14];
						else vErrors.push(err14);
						errors++;
					}
				}
				if (data2.labels !== void 0) {
					let data5 = data2.labels;
					if (data5 && typeof data5 == "object" && !Array.isArray(data5)) for (const key3 in data5) {
						let data6 = data5[key3];
						if (typeof data6 !== "string") {
							const err15 = {
								instancePath: instancePath + "/metadata/labels/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/properties/metadata/properties/labels/additionalProperties/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema16.properties.metadata.properties.labels.additionalProperties.type,
								parentSchema: schema16.properties.metadata.properties.labels.additionalProperties,
								data: data6
							};
							if (vErrors === null) vErrors = [err15];
							else vErrors.push(err15);
							errors++;
						}
					}
					else {
						const err16 = {
							instancePath: instancePath + "/metadata/labels",
							schemaPath: "#/properties/metadata/properties/labels/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema16.properties.metadata.properties.labels.type,
							parentSchema: schema16.properties.metadata.properties.labels,
							data: data5
						};
						if (vErrors === null) vErrors = [err16];
						else vErrors.push(err16);
						errors++;
					}
				}
			} else {
				const err17 = {
					instancePath: instancePath + "/metadata",
					schemaPath: "#/properties/metadata/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.metadata.type,
					parentSchema: schema16.properties.metadata,
					data: data2
				};
				if (vErrors === null) vErrors = [err17];
				else vErrors.push(err17);
				errors++;
			}
		}
		if (data.spec !== void 0) {
			let data7 = data.spec;
			if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
				for (const key4 in data7) if (!(key4 === "mode" || key4 === "network" || key4 === "credentials" || key4 === "mcp" || key4 === "audit")) {
					const err18 = {
						instancePath: instancePath + "/spec",
						schemaPath: "#/properties/spec/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key4 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.spec,
						data: data7
					};
					if (vErrors === null) vErrors = [err18];
					else vErrors.push(err18);
					errors++;
				}
				if (data7.mode !== void 0) {
					let data8 = data7.mode;
					if (!(data8 === "enforce" || data8 === "monitor")) {
						const err19 = {
							instancePath: instancePath + "/spec/mode",
							schemaPath: "#/properties/spec/properties/mode/enum",
							keyword: "enum",
							params: { allowedValues: schema16.properties.spec.properties.mode.enum },
							message: "must be equal to one of the allowed values",
							schema: schema16.properties.spec.properties.mode.enum,
							parentSchema: schema16.properties.spec.properties.mode,
							data: data8
						};
						if (vErrors === null) vErrors = [err19];
						else vErrors.push(err19);
						errors++;
					}
				}
				if (data7.network !== void 0) {
					if (!validate15(data7.network, {
						instancePath: instancePath + "/spec/network",
						parentData: data7,
						parentDataProperty: "network",
						rootData
					})) {
						vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
						errors = vErrors.length;
					}
				}
				if (data7.credentials !== void 0) {
					if (!validate17(data7.credentials, {
						instancePath: instancePath + "/spec/credentials",
						parentData: data7,
						parentDataProperty: "credentials",
						rootData
					})) {
						vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
						errors = vErrors.length;
					}
				}
				if (data7.mcp !== void 0) {
					if (!validate21(data7.mcp, {
						instancePath: instancePath + "/spec/mcp",
						parentData: data7,
						parentDataProperty: "mcp",
						rootData
					})) {
						vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
						errors = vErrors.length;
					}
				}
				if (data7.audit !== void 0) {
					let data12 = data7.audit;
					if (!(data12 && typeof data12 == "object" && !Array.isArray(data12)) && data12 !== null) {
						const err20 = {
							instancePath: instancePath + "/spec/audit",
							schemaPath: "#/definitions/audit/type",
							keyword: "type",
							params: { type: schema29.type },
							message: "must be object,null",
							schema: schema29.type,
							parentSchema: schema29,
							data: data12
						};
						if (vErrors === null) vErrors = [err20];
						else vErrors.push(err20);
						errors++;
					}
					if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
						for (const key5 in data12) if (!(key5 === "enabled" || key5 === "logLevel")) {
							const err21 = {
								instancePath: instancePath + "/spec/audit",
								schemaPath: "#/definitions/audit/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key5 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema29,
								data: data12
							};
							if (vErrors === null) vErrors = [err21];
							else vErrors.push(err21);
							errors++;
						}
						if (data12.enabled !== void 0) {
							let data13 = data12.enabled;
							if (typeof data13 !== "boolean") {
								const err22 = {
									instancePath: instancePath + "/spec/audit/enabled",
									schemaPath: "#/definitions/audit/properties/enabled/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema29.properties.enabled.type,
									parentSchema: schema29.properties.enabled,
									data: data13
								};
								if (vErrors === null) vErrors = [err22];
								else vErrors.push(err22);
								errors++;
							}
						}
						if (data12.logLevel !== void 0) {
							let data14 = data12.logLevel;
							if (!(data14 === "debug" || data14 === "info" || data14 === "warn" || data14 === "error")) {
								const err23 = {
									instancePath: instancePath + "/spec/audit/logLevel",
									schemaPath: "#/definitions/audit/properties/logLevel/enum",
									keyword: "enum",
									params: { allowedValues: schema29.properties.logLevel.enum },
									message: "must be equal to one of the allowed values",
									schema: schema29.properties.logLevel.enum,
									parentSchema: schema29.properties.logLevel,
									data: data14
								};
								if (vErrors === null) vErrors = [err23];
								else vErrors.push(err23);
								errors++;
							}
						}
					}
				}
			} else {
				const err24 = {
					instancePath: instancePath + "/spec",
					schemaPath: "#/properties/spec/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.spec.type,
					parentSchema: schema16.properties.spec,
					data: data7
				};
				if (vErrors === null) vErrors = [err24];
				else vErrors.push(err24);
				errors++;
			}
		}
	} else {
		const err25 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema16.type,
			parentSchema: schema16,
			data
		};
		if (vErrors === null) vErrors = [err25];
		else vErrors.push(err25);
		errors++;
	}
	validate14.errors = vErrors;
	return errors === 0;
}
export { validator_default as default, validate };
