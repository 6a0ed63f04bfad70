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
					"description": "The policy's name, a DNS label. Decisions are recorded under it."
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
				"network": { "oneOf": [{ "$ref": "#/definitions/network" }, { "type": "null" }] },
				"credentials": { "oneOf": [{ "$ref": "#/definitions/credentials" }, { "type": "null" }] },
				"mcp": { "oneOf": [{ "$ref": "#/definitions/mcp" }, { "type": "null" }] },
				"audit": { "oneOf": [{ "$ref": "#/definitions/audit" }, { "type": "null" }] }
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
		"network": {
			"type": "object",
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
								"items": {
									"type": "string",
									"pattern": "^/"
								},
								"description": "Canonical paths; * within one segment, ** across segments."
							}
						}
					}
				}
			}
		},
		"credentials": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"allowedKeys": {
					"type": ["array", "null"],
					"items": {
						"type": "string",
						"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
					},
					"description": "Names of environment variables that may reach a governed service, as leases."
				},
				"maxExpirationHours": {
					"type": "number",
					"exclusiveMinimum": 0,
					"maximum": 87600,
					"description": "How long a lease lives, in hours. Without it a lease has no end."
				},
				"bindings": {
					"type": ["object", "null"],
					"propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
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
					"description": "Only in this header. Without it: in any header, also inside Basic."
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
					"items": {
						"type": "string",
						"pattern": "^/"
					}
				}
			}
		},
		"mcp": {
			"type": "object",
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
					"description": "A regular expression that the whole rule relies on; anchor it with ^ and $."
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
			"type": "object",
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
const schema27 = {
	"type": "object",
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
	"type": "object",
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
						"items": {
							"type": "string",
							"pattern": "^/"
						},
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
const func2 = require_ucs2length().default;
const pattern1 = /* @__PURE__ */ new RegExp("^/", "u");
function validate15(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "allowedDomains" || key0 === "deniedDomains" || key0 === "denyLocalNetwork" || key0 === "allowedLocal" || key0 === "http")) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema17,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.allowedDomains !== void 0) {
			let data0 = data.allowedDomains;
			if (!Array.isArray(data0) && data0 !== null) {
				const err1 = {
					instancePath: instancePath + "/allowedDomains",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data0
				};
				if (vErrors === null) vErrors = [err1];
				else vErrors.push(err1);
				errors++;
			}
			if (Array.isArray(data0)) {
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (func2(data1) < 1) {
							const err2 = {
								instancePath: instancePath + "/allowedDomains/" + i0,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err2];
							else vErrors.push(err2);
							errors++;
						}
					} else {
						const err3 = {
							instancePath: instancePath + "/allowedDomains/" + i0,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data1
						};
						if (vErrors === null) vErrors = [err3];
						else vErrors.push(err3);
						errors++;
					}
				}
			}
		}
		if (data.deniedDomains !== void 0) {
			let data2 = data.deniedDomains;
			if (!Array.isArray(data2) && data2 !== null) {
				const err4 = {
					instancePath: instancePath + "/deniedDomains",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data2
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
			if (Array.isArray(data2)) {
				const len1 = data2.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data3 = data2[i1];
					if (typeof data3 === "string") {
						if (func2(data3) < 1) {
							const err5 = {
								instancePath: instancePath + "/deniedDomains/" + i1,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err5];
							else vErrors.push(err5);
							errors++;
						}
					} else {
						const err6 = {
							instancePath: instancePath + "/deniedDomains/" + i1,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err6];
						else vErrors.push(err6);
						errors++;
					}
				}
			}
		}
		if (data.denyLocalNetwork !== void 0) {
			let data4 = data.denyLocalNetwork;
			if (typeof data4 !== "boolean") {
				const err7 = {
					instancePath: instancePath + "/denyLocalNetwork",
					schemaPath: "#/properties/denyLocalNetwork/type",
					keyword: "type",
					params: { type: "boolean" },
					message: "must be boolean",
					schema: schema17.properties.denyLocalNetwork.type,
					parentSchema: schema17.properties.denyLocalNetwork,
					data: data4
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
		}
		if (data.allowedLocal !== void 0) {
			let data5 = data.allowedLocal;
			if (!Array.isArray(data5) && data5 !== null) {
				const err8 = {
					instancePath: instancePath + "/allowedLocal",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data5
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
			if (Array.isArray(data5)) {
				const len2 = data5.length;
				for (let i2 = 0; i2 < len2; i2++) {
					let data6 = data5[i2];
					if (typeof data6 === "string") {
						if (func2(data6) < 1) {
							const err9 = {
								instancePath: instancePath + "/allowedLocal/" + i2,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data6
							};
							if (vErrors === null) vErrors = [err9];
							else vErrors.push(err9);
							errors++;
						}
					} else {
						const err10 = {
							instancePath: instancePath + "/allowedLocal/" + i2,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data6
						};
						if (vErrors === null) vErrors = [err10];
						else vErrors.push(err10);
						errors++;
					}
				}
			}
		}
		if (data.http !== void 0) {
			let data7 = data.http;
			if (!Array.isArray(data7) && data7 !== null) {
				const err11 = {
					instancePath: instancePath + "/http",
					schemaPath: "#/properties/http/type",
					keyword: "type",
					params: { type: schema17.properties.http.type },
					message: "must be array,null",
					schema: schema17.properties.http.type,
					parentSchema: schema17.properties.http,
					data: data7
				};
				if (vErrors === null) vErrors = [err11];
				else vErrors.push(err11);
				errors++;
			}
			if (Array.isArray(data7)) {
				const len3 = data7.length;
				for (let i3 = 0; i3 < len3; i3++) {
					let data8 = data7[i3];
					if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
						if (data8.host === void 0) {
							const err12 = {
								instancePath: instancePath + "/http/" + i3,
								schemaPath: "#/properties/http/items/required",
								keyword: "required",
								params: { missingProperty: "host" },
								message: "must have required property 'host'",
								schema: schema17.properties.http.items.required,
								parentSchema: schema17.properties.http.items,
								data: data8
							};
							if (vErrors === null) vErrors = [err12];
							else vErrors.push(err12);
							errors++;
						}
						for (const key1 in data8) if (!(key1 === "host" || key1 === "methods" || key1 === "paths")) {
							const err13 = {
								instancePath: instancePath + "/http/" + i3,
								schemaPath: "#/properties/http/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key1 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema17.properties.http.items,
								data: data8
							};
							if (vErrors === null) vErrors = [err13];
							else vErrors.push(err13);
							errors++;
						}
						if (data8.host !== void 0) {
							let data9 = data8.host;
							if (typeof data9 === "string") {
								if (func2(data9) < 1) {
									const err14 = {
										instancePath: instancePath + "/http/" + i3 + "/host",
										schemaPath: "#/properties/http/items/properties/host/minLength",
										keyword: "minLength",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 characters",
										schema: 1,
										parentSchema: schema17.properties.http.items.properties.host,
										data: data9
									};
									if (vErrors === null) vErrors = [err14];
									else vErrors.push(err14);
									errors++;
								}
							} else {
								const err15 = {
									instancePath: instancePath + "/http/" + i3 + "/host",
									schemaPath: "#/properties/http/items/properties/host/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema17.properties.http.items.properties.host.type,
									parentSchema: schema17.properties.http.items.properties.host,
									data: data9
								};
								if (vErrors === null) vErrors = [err15];
								else vErrors.push(err15);
								errors++;
							}
						}
						if (data8.methods !== void 0) {
							let data10 = data8.methods;
							if (Array.isArray(data10)) {
								if (data10.length < 1) {
									const err16 = {
										instancePath: instancePath + "/http/" + i3 + "/methods",
										schemaPath: "#/properties/http/items/properties/methods/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema17.properties.http.items.properties.methods,
										data: data10
									};
									if (vErrors === null) vErrors = [err16];
									else vErrors.push(err16);
									errors++;
								}
								const len4 = data10.length;
								for (let i4 = 0; i4 < len4; i4++) {
									let data11 = data10[i4];
									if (!(data11 === "GET" || data11 === "HEAD" || data11 === "POST" || data11 === "PUT" || data11 === "PATCH" || data11 === "DELETE" || data11 === "OPTIONS")) {
										const err17 = {
											instancePath: instancePath + "/http/" + i3 + "/methods/" + i4,
											schemaPath: "#/properties/http/items/properties/methods/items/enum",
											keyword: "enum",
											params: { allowedValues: schema17.properties.http.items.properties.methods.items.enum },
											message: "must be equal to one of the allowed values",
											schema: schema17.properties.http.items.properties.methods.items.enum,
											parentSchema: schema17.properties.http.items.properties.methods.items,
											data: data11
										};
										if (vErrors === null) vErrors = [err17];
										else vErrors.push(err17);
										errors++;
									}
								}
							} else {
								const err18 = {
									instancePath: instancePath + "/http/" + i3 + "/methods",
									schemaPath: "#/properties/http/items/properties/methods/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema17.properties.http.items.properties.methods.type,
									parentSchema: schema17.properties.http.items.properties.methods,
									data: data10
								};
								if (vErrors === null) vErrors = [err18];
								else vErrors.push(err18);
								errors++;
							}
						}
						if (data8.paths !== void 0) {
							let data12 = data8.paths;
							if (Array.isArray(data12)) {
								if (data12.length < 1) {
									const err19 = {
										instancePath: instancePath + "/http/" + i3 + "/paths",
										schemaPath: "#/properties/http/items/properties/paths/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema17.properties.http.items.properties.paths,
										data: data12
									};
									if (vErrors === null) vErrors = [err19];
									else vErrors.push(err19);
									errors++;
								}
								const len5 = data12.length;
								for (let i5 = 0; i5 < len5; i5++) {
									let data13 = data12[i5];
									if (typeof data13 === "string") {
										if (!pattern1.test(data13)) {
											const err20 = {
												instancePath: instancePath + "/http/" + i3 + "/paths/" + i5,
												schemaPath: "#/properties/http/items/properties/paths/items/pattern",
												keyword: "pattern",
												params: { pattern: "^/" },
												message: "must match pattern \"^/\"",
												schema: "^/",
												parentSchema: schema17.properties.http.items.properties.paths.items,
												data: data13
											};
											if (vErrors === null) vErrors = [err20];
											else vErrors.push(err20);
											errors++;
										}
									} else {
										const err21 = {
											instancePath: instancePath + "/http/" + i3 + "/paths/" + i5,
											schemaPath: "#/properties/http/items/properties/paths/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema17.properties.http.items.properties.paths.items.type,
											parentSchema: schema17.properties.http.items.properties.paths.items,
											data: data13
										};
										if (vErrors === null) vErrors = [err21];
										else vErrors.push(err21);
										errors++;
									}
								}
							} else {
								const err22 = {
									instancePath: instancePath + "/http/" + i3 + "/paths",
									schemaPath: "#/properties/http/items/properties/paths/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema17.properties.http.items.properties.paths.type,
									parentSchema: schema17.properties.http.items.properties.paths,
									data: data12
								};
								if (vErrors === null) vErrors = [err22];
								else vErrors.push(err22);
								errors++;
							}
						}
					} else {
						const err23 = {
							instancePath: instancePath + "/http/" + i3,
							schemaPath: "#/properties/http/items/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema17.properties.http.items.type,
							parentSchema: schema17.properties.http.items,
							data: data8
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
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema17.type,
			parentSchema: schema17,
			data
		};
		if (vErrors === null) vErrors = [err24];
		else vErrors.push(err24);
		errors++;
	}
	validate15.errors = vErrors;
	return errors === 0;
}
const schema21 = {
	"type": "object",
	"additionalProperties": false,
	"properties": {
		"allowedKeys": {
			"type": ["array", "null"],
			"items": {
				"type": "string",
				"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
			},
			"description": "Names of environment variables that may reach a governed service, as leases."
		},
		"maxExpirationHours": {
			"type": "number",
			"exclusiveMinimum": 0,
			"maximum": 87600,
			"description": "How long a lease lives, in hours. Without it a lease has no end."
		},
		"bindings": {
			"type": ["object", "null"],
			"propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
			"additionalProperties": { "$ref": "#/definitions/binding" }
		}
	}
};
const schema22 = {
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
			"description": "Only in this header. Without it: in any header, also inside Basic."
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
			"items": {
				"type": "string",
				"pattern": "^/"
			}
		}
	}
};
const pattern2 = /* @__PURE__ */ new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
const pattern4 = /* @__PURE__ */ new RegExp("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", "u");
function validate17(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "allowedKeys" || key0 === "maxExpirationHours" || key0 === "bindings")) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema21,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.allowedKeys !== void 0) {
			let data0 = data.allowedKeys;
			if (!Array.isArray(data0) && data0 !== null) {
				const err1 = {
					instancePath: instancePath + "/allowedKeys",
					schemaPath: "#/properties/allowedKeys/type",
					keyword: "type",
					params: { type: schema21.properties.allowedKeys.type },
					message: "must be array,null",
					schema: schema21.properties.allowedKeys.type,
					parentSchema: schema21.properties.allowedKeys,
					data: data0
				};
				if (vErrors === null) vErrors = [err1];
				else vErrors.push(err1);
				errors++;
			}
			if (Array.isArray(data0)) {
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (!pattern2.test(data1)) {
							const err2 = {
								instancePath: instancePath + "/allowedKeys/" + i0,
								schemaPath: "#/properties/allowedKeys/items/pattern",
								keyword: "pattern",
								params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
								message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
								schema: "^[A-Za-z_][A-Za-z0-9_]*$",
								parentSchema: schema21.properties.allowedKeys.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err2];
							else vErrors.push(err2);
							errors++;
						}
					} else {
						const err3 = {
							instancePath: instancePath + "/allowedKeys/" + i0,
							schemaPath: "#/properties/allowedKeys/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema21.properties.allowedKeys.items.type,
							parentSchema: schema21.properties.allowedKeys.items,
							data: data1
						};
						if (vErrors === null) vErrors = [err3];
						else vErrors.push(err3);
						errors++;
					}
				}
			}
		}
		if (data.maxExpirationHours !== void 0) {
			let data2 = data.maxExpirationHours;
			if (typeof data2 == "number" && isFinite(data2)) {
				if (data2 > 87600 || isNaN(data2)) {
					const err4 = {
						instancePath: instancePath + "/maxExpirationHours",
						schemaPath: "#/properties/maxExpirationHours/maximum",
						keyword: "maximum",
						params: {
							comparison: "<=",
							limit: 87600
						},
						message: "must be <= 87600",
						schema: 87600,
						parentSchema: schema21.properties.maxExpirationHours,
						data: data2
					};
					if (vErrors === null) vErrors = [err4];
					else vErrors.push(err4);
					errors++;
				}
				if (data2 <= 0 || isNaN(data2)) {
					const err5 = {
						instancePath: instancePath + "/maxExpirationHours",
						schemaPath: "#/properties/maxExpirationHours/exclusiveMinimum",
						keyword: "exclusiveMinimum",
						params: {
							comparison: ">",
							limit: 0
						},
						message: "must be > 0",
						schema: 0,
						parentSchema: schema21.properties.maxExpirationHours,
						data: data2
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/maxExpirationHours",
					schemaPath: "#/properties/maxExpirationHours/type",
					keyword: "type",
					params: { type: "number" },
					message: "must be number",
					schema: schema21.properties.maxExpirationHours.type,
					parentSchema: schema21.properties.maxExpirationHours,
					data: data2
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.bindings !== void 0) {
			let data3 = data.bindings;
			if (!(data3 && typeof data3 == "object" && !Array.isArray(data3)) && data3 !== null) {
				const err7 = {
					instancePath: instancePath + "/bindings",
					schemaPath: "#/properties/bindings/type",
					keyword: "type",
					params: { type: schema21.properties.bindings.type },
					message: "must be object,null",
					schema: schema21.properties.bindings.type,
					parentSchema: schema21.properties.bindings,
					data: data3
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
			if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
				for (const key1 in data3) {
					const _errs10 = errors;
					if (typeof key1 === "string") {
						if (!pattern2.test(key1)) {
							const err8 = {
								instancePath: instancePath + "/bindings",
								schemaPath: "#/properties/bindings/propertyNames/pattern",
								keyword: "pattern",
								params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
								message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
								schema: "^[A-Za-z_][A-Za-z0-9_]*$",
								parentSchema: schema21.properties.bindings.propertyNames,
								data: key1,
								propertyName: key1
							};
							if (vErrors === null) vErrors = [err8];
							else vErrors.push(err8);
							errors++;
						}
					}
					if (!(_errs10 === errors)) {
						const err9 = {
							instancePath: instancePath + "/bindings",
							schemaPath: "#/properties/bindings/propertyNames",
							keyword: "propertyNames",
							params: { propertyName: key1 },
							message: "property name must be valid",
							schema: schema21.properties.bindings.propertyNames,
							parentSchema: schema21.properties.bindings,
							data: data3
						};
						if (vErrors === null) vErrors = [err9];
						else vErrors.push(err9);
						errors++;
					}
				}
				for (const key2 in data3) {
					let data4 = data3[key2];
					if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
						if (data4.hosts === void 0) {
							const err10 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/definitions/binding/required",
								keyword: "required",
								params: { missingProperty: "hosts" },
								message: "must have required property 'hosts'",
								schema: schema22.required,
								parentSchema: schema22,
								data: data4
							};
							if (vErrors === null) vErrors = [err10];
							else vErrors.push(err10);
							errors++;
						}
						for (const key3 in data4) if (!(key3 === "hosts" || key3 === "header" || key3 === "query" || key3 === "body" || key3 === "methods" || key3 === "paths")) {
							const err11 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/definitions/binding/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key3 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema22,
								data: data4
							};
							if (vErrors === null) vErrors = [err11];
							else vErrors.push(err11);
							errors++;
						}
						if (data4.hosts !== void 0) {
							let data5 = data4.hosts;
							if (Array.isArray(data5)) {
								if (data5.length < 1) {
									const err12 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts",
										schemaPath: "#/definitions/binding/properties/hosts/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema22.properties.hosts,
										data: data5
									};
									if (vErrors === null) vErrors = [err12];
									else vErrors.push(err12);
									errors++;
								}
								const len1 = data5.length;
								for (let i1 = 0; i1 < len1; i1++) {
									let data6 = data5[i1];
									if (typeof data6 === "string") {
										if (func2(data6) < 1) {
											const err13 = {
												instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts/" + i1,
												schemaPath: "#/definitions/binding/properties/hosts/items/minLength",
												keyword: "minLength",
												params: { limit: 1 },
												message: "must NOT have fewer than 1 characters",
												schema: 1,
												parentSchema: schema22.properties.hosts.items,
												data: data6
											};
											if (vErrors === null) vErrors = [err13];
											else vErrors.push(err13);
											errors++;
										}
									} else {
										const err14 = {
											instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts/" + i1,
											schemaPath: "#/definitions/binding/properties/hosts/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema22.properties.hosts.items.type,
											parentSchema: schema22.properties.hosts.items,
											data: data6
										};
										if (vErrors === null) vErrors = [err14];
										else vErrors.push(err14);
										errors++;
									}
								}
							} else {
								const err15 = {
									instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts",
									schemaPath: "#/definitions/binding/properties/hosts/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema22.properties.hosts.type,
									parentSchema: schema22.properties.hosts,
									data: data5
								};
								if (vErrors === null) vErrors = [err15];
								else vErrors.push(err15);
								errors++;
							}
						}
						if (data4.header !== void 0) {
							let data7 = data4.header;
							if (typeof data7 === "string") {
								if (!pattern4.test(data7)) {
									const err16 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/header",
										schemaPath: "#/definitions/binding/properties/header/pattern",
										keyword: "pattern",
										params: { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" },
										message: "must match pattern \"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$\"",
										schema: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
										parentSchema: schema22.properties.header,
										data: data7
									};
									if (vErrors === null) vErrors = [err16];
									else vErrors.push(err16);
									errors++;
								}
							} else {
								const err17 = {
									instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/header",
									schemaPath: "#/definitions/binding/properties/header/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema22.properties.header.type,
									parentSchema: schema22.properties.header,
									data: data7
								};
								if (vErrors === null) vErrors = [err17];
								else vErrors.push(err17);
								errors++;
							}
						}
						if (data4.query !== void 0) {
							let data8 = data4.query;
							if (typeof data8 === "string") {
								if (func2(data8) < 1) {
									const err18 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/query",
										schemaPath: "#/definitions/binding/properties/query/minLength",
										keyword: "minLength",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 characters",
										schema: 1,
										parentSchema: schema22.properties.query,
										data: data8
									};
									if (vErrors === null) vErrors = [err18];
									else vErrors.push(err18);
									errors++;
								}
							} else {
								const err19 = {
									instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/query",
									schemaPath: "#/definitions/binding/properties/query/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema22.properties.query.type,
									parentSchema: schema22.properties.query,
									data: data8
								};
								if (vErrors === null) vErrors = [err19];
								else vErrors.push(err19);
								errors++;
							}
						}
						if (data4.body !== void 0) {
							let data9 = data4.body;
							if (typeof data9 === "string") {
								if (func2(data9) < 1) {
									const err20 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/body",
										schemaPath: "#/definitions/binding/properties/body/minLength",
										keyword: "minLength",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 characters",
										schema: 1,
										parentSchema: schema22.properties.body,
										data: data9
									};
									if (vErrors === null) vErrors = [err20];
									else vErrors.push(err20);
									errors++;
								}
							} else {
								const err21 = {
									instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/body",
									schemaPath: "#/definitions/binding/properties/body/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema22.properties.body.type,
									parentSchema: schema22.properties.body,
									data: data9
								};
								if (vErrors === null) vErrors = [err21];
								else vErrors.push(err21);
								errors++;
							}
						}
						if (data4.methods !== void 0) {
							let data10 = data4.methods;
							if (Array.isArray(data10)) {
								if (data10.length < 1) {
									const err22 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/methods",
										schemaPath: "#/definitions/binding/properties/methods/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema22.properties.methods,
										data: data10
									};
									if (vErrors === null) vErrors = [err22];
									else vErrors.push(err22);
									errors++;
								}
								const len2 = data10.length;
								for (let i2 = 0; i2 < len2; i2++) {
									let data11 = data10[i2];
									if (!(data11 === "GET" || data11 === "HEAD" || data11 === "POST" || data11 === "PUT" || data11 === "PATCH" || data11 === "DELETE" || data11 === "OPTIONS")) {
										const err23 = {
											instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/methods/" + i2,
											schemaPath: "#/definitions/binding/properties/methods/items/enum",
											keyword: "enum",
											params: { allowedValues: schema22.properties.methods.items.enum },
											message: "must be equal to one of the allowed values",
											schema: schema22.properties.methods.items.enum,
											parentSchema: schema22.properties.methods.items,
											data: data11
										};
										if (vErrors === null) vErrors = [err23];
										else vErrors.push(err23);
										errors++;
									}
								}
							} else {
								const err24 = {
									instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/methods",
									schemaPath: "#/definitions/binding/properties/methods/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema22.properties.methods.type,
									parentSchema: schema22.properties.methods,
									data: data10
								};
								if (vErrors === null) vErrors = [err24];
								else vErrors.push(err24);
								errors++;
							}
						}
						if (data4.paths !== void 0) {
							let data12 = data4.paths;
							if (Array.isArray(data12)) {
								if (data12.length < 1) {
									const err25 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths",
										schemaPath: "#/definitions/binding/properties/paths/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema22.properties.paths,
										data: data12
									};
									if (vErrors === null) vErrors = [err25];
									else vErrors.push(err25);
									errors++;
								}
								const len3 = data12.length;
								for (let i3 = 0; i3 < len3; i3++) {
									let data13 = data12[i3];
									if (typeof data13 === "string") {
										if (!pattern1.test(data13)) {
											const err26 = {
												instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths/" + i3,
												schemaPath: "#/definitions/binding/properties/paths/items/pattern",
												keyword: "pattern",
												params: { pattern: "^/" },
												message: "must match pattern \"^/\"",
												schema: "^/",
												parentSchema: schema22.properties.paths.items,
												data: data13
											};
											if (vErrors === null) vErrors = [err26];
											else vErrors.push(err26);
											errors++;
										}
									} else {
										const err27 = {
											instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths/" + i3,
											schemaPath: "#/definitions/binding/properties/paths/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema22.properties.paths.items.type,
											parentSchema: schema22.properties.paths.items,
											data: data13
										};
										if (vErrors === null) vErrors = [err27];
										else vErrors.push(err27);
										errors++;
									}
								}
							} else {
								const err28 = {
									instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths",
									schemaPath: "#/definitions/binding/properties/paths/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema22.properties.paths.type,
									parentSchema: schema22.properties.paths,
									data: data12
								};
								if (vErrors === null) vErrors = [err28];
								else vErrors.push(err28);
								errors++;
							}
						}
					} else {
						const err29 = {
							instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/binding/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema22.type,
							parentSchema: schema22,
							data: data4
						};
						if (vErrors === null) vErrors = [err29];
						else vErrors.push(err29);
						errors++;
					}
				}
			}
		}
	} else {
		const err30 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema21.type,
			parentSchema: schema21,
			data
		};
		if (vErrors === null) vErrors = [err30];
		else vErrors.push(err30);
		errors++;
	}
	validate17.errors = vErrors;
	return errors === 0;
}
const schema23 = {
	"type": "object",
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
const schema26 = {
	"type": "object",
	"additionalProperties": false,
	"minProperties": 1,
	"properties": {
		"pattern": {
			"type": "string",
			"description": "A regular expression that the whole rule relies on; anchor it with ^ and $."
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
function validate19(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "allowedTools" || key0 === "deniedTools" || key0 === "arguments")) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema23,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.allowedTools !== void 0) {
			let data0 = data.allowedTools;
			if (!Array.isArray(data0) && data0 !== null) {
				const err1 = {
					instancePath: instancePath + "/allowedTools",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data0
				};
				if (vErrors === null) vErrors = [err1];
				else vErrors.push(err1);
				errors++;
			}
			if (Array.isArray(data0)) {
				const len0 = data0.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data1 = data0[i0];
					if (typeof data1 === "string") {
						if (func2(data1) < 1) {
							const err2 = {
								instancePath: instancePath + "/allowedTools/" + i0,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data1
							};
							if (vErrors === null) vErrors = [err2];
							else vErrors.push(err2);
							errors++;
						}
					} else {
						const err3 = {
							instancePath: instancePath + "/allowedTools/" + i0,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data1
						};
						if (vErrors === null) vErrors = [err3];
						else vErrors.push(err3);
						errors++;
					}
				}
			}
		}
		if (data.deniedTools !== void 0) {
			let data2 = data.deniedTools;
			if (!Array.isArray(data2) && data2 !== null) {
				const err4 = {
					instancePath: instancePath + "/deniedTools",
					schemaPath: "#/definitions/stringList/type",
					keyword: "type",
					params: { type: schema18.type },
					message: "must be array,null",
					schema: schema18.type,
					parentSchema: schema18,
					data: data2
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
			if (Array.isArray(data2)) {
				const len1 = data2.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data3 = data2[i1];
					if (typeof data3 === "string") {
						if (func2(data3) < 1) {
							const err5 = {
								instancePath: instancePath + "/deniedTools/" + i1,
								schemaPath: "#/definitions/stringList/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema18.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err5];
							else vErrors.push(err5);
							errors++;
						}
					} else {
						const err6 = {
							instancePath: instancePath + "/deniedTools/" + i1,
							schemaPath: "#/definitions/stringList/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.items.type,
							parentSchema: schema18.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err6];
						else vErrors.push(err6);
						errors++;
					}
				}
			}
		}
		if (data.arguments !== void 0) {
			let data4 = data.arguments;
			if (!(data4 && typeof data4 == "object" && !Array.isArray(data4)) && data4 !== null) {
				const err7 = {
					instancePath: instancePath + "/arguments",
					schemaPath: "#/properties/arguments/type",
					keyword: "type",
					params: { type: schema23.properties.arguments.type },
					message: "must be object,null",
					schema: schema23.properties.arguments.type,
					parentSchema: schema23.properties.arguments,
					data: data4
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
			if (data4 && typeof data4 == "object" && !Array.isArray(data4)) for (const key1 in data4) {
				let data5 = data4[key1];
				if (data5 && typeof data5 == "object" && !Array.isArray(data5)) for (const key2 in data5) {
					let data6 = data5[key2];
					if (data6 && typeof data6 == "object" && !Array.isArray(data6)) {
						if (Object.keys(data6).length < 1) {
							const err8 = {
								instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/definitions/argumentRule/minProperties",
								keyword: "minProperties",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 properties",
								schema: 1,
								parentSchema: schema26,
								data: data6
							};
							if (vErrors === null) vErrors = [err8];
							else vErrors.push(err8);
							errors++;
						}
						for (const key3 in data6) if (!(key3 === "pattern" || key3 === "enum" || key3 === "maxLength" || key3 === "minimum" || key3 === "maximum" || key3 === "required" || key3 === "forbidden")) {
							const err9 = {
								instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/definitions/argumentRule/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key3 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema26,
								data: data6
							};
							if (vErrors === null) vErrors = [err9];
							else vErrors.push(err9);
							errors++;
						}
						if (data6.pattern !== void 0) {
							let data7 = data6.pattern;
							if (typeof data7 !== "string") {
								const err10 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/pattern",
									schemaPath: "#/definitions/argumentRule/properties/pattern/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema26.properties.pattern.type,
									parentSchema: schema26.properties.pattern,
									data: data7
								};
								if (vErrors === null) vErrors = [err10];
								else vErrors.push(err10);
								errors++;
							}
						}
						if (data6.enum !== void 0) {
							let data8 = data6.enum;
							if (Array.isArray(data8)) {
								if (data8.length < 1) {
									const err11 = {
										instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/enum",
										schemaPath: "#/definitions/argumentRule/properties/enum/minItems",
										keyword: "minItems",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 items",
										schema: 1,
										parentSchema: schema26.properties.enum,
										data: data8
									};
									if (vErrors === null) vErrors = [err11];
									else vErrors.push(err11);
									errors++;
								}
							} else {
								const err12 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/enum",
									schemaPath: "#/definitions/argumentRule/properties/enum/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema26.properties.enum.type,
									parentSchema: schema26.properties.enum,
									data: data8
								};
								if (vErrors === null) vErrors = [err12];
								else vErrors.push(err12);
								errors++;
							}
						}
						if (data6.maxLength !== void 0) {
							let data9 = data6.maxLength;
							if (!(typeof data9 == "number" && !(data9 % 1) && !isNaN(data9) && isFinite(data9))) {
								const err13 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
									schemaPath: "#/definitions/argumentRule/properties/maxLength/type",
									keyword: "type",
									params: { type: "integer" },
									message: "must be integer",
									schema: schema26.properties.maxLength.type,
									parentSchema: schema26.properties.maxLength,
									data: data9
								};
								if (vErrors === null) vErrors = [err13];
								else vErrors.push(err13);
								errors++;
							}
							if (typeof data9 == "number" && isFinite(data9)) {
								if (data9 < 0 || isNaN(data9)) {
									const err14 = {
										instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
										schemaPath: "#/definitions/argumentRule/properties/maxLength/minimum",
										keyword: "minimum",
										params: {
											comparison: ">=",
											limit: 0
										},
										message: "must be >= 0",
										schema: 0,
										parentSchema: schema26.properties.maxLength,
										data: data9
									};
									if (vErrors === null) vErrors = [err14];
									else vErrors.push(err14);
									errors++;
								}
							}
						}
						if (data6.minimum !== void 0) {
							let data10 = data6.minimum;
							if (!(typeof data10 == "number" && isFinite(data10))) {
								const err15 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/minimum",
									schemaPath: "#/definitions/argumentRule/properties/minimum/type",
									keyword: "type",
									params: { type: "number" },
									message: "must be number",
									schema: schema26.properties.minimum.type,
									parentSchema: schema26.properties.minimum,
									data: data10
								};
								if (vErrors === null) vErrors = [err15];
								else vErrors.push(err15);
								errors++;
							}
						}
						if (data6.maximum !== void 0) {
							let data11 = data6.maximum;
							if (!(typeof data11 == "number" && isFinite(data11))) {
								const err16 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/maximum",
									schemaPath: "#/definitions/argumentRule/properties/maximum/type",
									keyword: "type",
									params: { type: "number" },
									message: "must be number",
									schema: schema26.properties.maximum.type,
									parentSchema: schema26.properties.maximum,
									data: data11
								};
								if (vErrors === null) vErrors = [err16];
								else vErrors.push(err16);
								errors++;
							}
						}
						if (data6.required !== void 0) {
							let data12 = data6.required;
							if (typeof data12 !== "boolean") {
								const err17 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/required",
									schemaPath: "#/definitions/argumentRule/properties/required/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema26.properties.required.type,
									parentSchema: schema26.properties.required,
									data: data12
								};
								if (vErrors === null) vErrors = [err17];
								else vErrors.push(err17);
								errors++;
							}
						}
						if (data6.forbidden !== void 0) {
							let data13 = data6.forbidden;
							if (true !== data13) {
								const err18 = {
									instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/forbidden",
									schemaPath: "#/definitions/argumentRule/properties/forbidden/const",
									keyword: "const",
									params: { allowedValue: true },
									message: "must be equal to constant",
									schema: true,
									parentSchema: schema26.properties.forbidden,
									data: data13
								};
								if (vErrors === null) vErrors = [err18];
								else vErrors.push(err18);
								errors++;
							}
						}
					} else {
						const err19 = {
							instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/argumentRule/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema26.type,
							parentSchema: schema26,
							data: data6
						};
						if (vErrors === null) vErrors = [err19];
						else vErrors.push(err19);
						errors++;
					}
				}
				else {
					const err20 = {
						instancePath: instancePath + "/arguments/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/arguments/additionalProperties/type",
						keyword: "type",
						params: { type: "object" },
						message: "must be object",
						schema: schema23.properties.arguments.additionalProperties.type,
						parentSchema: schema23.properties.arguments.additionalProperties,
						data: data5
					};
					if (vErrors === null) vErrors = [err20];
					else vErrors.push(err20);
					errors++;
				}
			}
		}
	} else {
		const err21 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema23.type,
			parentSchema: schema23,
			data
		};
		if (vErrors === null) vErrors = [err21];
		else vErrors.push(err21);
		errors++;
	}
	validate19.errors = vErrors;
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
				}
				if (data2.description !== void 0) {
					let data4 = data2.description;
					if (typeof data4 !== "string") {
						const err11 = {
							instancePath: instancePath + "/metadata/description",
							schemaPath: "#/properties/metadata/properties/description/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.metadata.properties.description.type,
							parentSchema: schema16.properties.metadata.properties.description,
							data: data4
						};
						if (vErrors === null) vErrors = [err11];
						else vErrors.push(err11);
						errors++;
					}
				}
				if (data2.labels !== void 0) {
					let data5 = data2.labels;
					if (data5 && typeof data5 == "object" && !Array.isArray(data5)) for (const key2 in data5) {
						let data6 = data5[key2];
						if (typeof data6 !== "string") {
							const err12 = {
								instancePath: instancePath + "/metadata/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/properties/metadata/properties/labels/additionalProperties/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema16.properties.metadata.properties.labels.additionalProperties.type,
								parentSchema: schema16.properties.metadata.properties.labels.additionalProperties,
								data: data6
							};
							if (vErrors === null) vErrors = [err12];
							else vErrors.push(err12);
							errors++;
						}
					}
					else {
						const err13 = {
							instancePath: instancePath + "/metadata/labels",
							schemaPath: "#/properties/metadata/properties/labels/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema16.properties.metadata.properties.labels.type,
							parentSchema: schema16.properties.metadata.properties.labels,
							data: data5
						};
						if (vErrors === null) vErrors = [err13];
						else vErrors.push(err13);
						errors++;
					}
				}
			} else {
				const err14 = {
					instancePath: instancePath + "/metadata",
					schemaPath: "#/properties/metadata/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.metadata.type,
					parentSchema: schema16.properties.metadata,
					data: data2
				};
				if (vErrors === null) vErrors = [err14];
				else vErrors.push(err14);
				errors++;
			}
		}
		if (data.spec !== void 0) {
			let data7 = data.spec;
			if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
				for (const key3 in data7) if (!(key3 === "mode" || key3 === "network" || key3 === "credentials" || key3 === "mcp" || key3 === "audit")) {
					const err15 = {
						instancePath: instancePath + "/spec",
						schemaPath: "#/properties/spec/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key3 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.spec,
						data: data7
					};
					if (vErrors === null) vErrors = [err15];
					else vErrors.push(err15);
					errors++;
				}
				if (data7.mode !== void 0) {
					let data8 = data7.mode;
					if (!(data8 === "enforce" || data8 === "monitor")) {
						const err16 = {
							instancePath: instancePath + "/spec/mode",
							schemaPath: "#/properties/spec/properties/mode/enum",
							keyword: "enum",
							params: { allowedValues: schema16.properties.spec.properties.mode.enum },
							message: "must be equal to one of the allowed values",
							schema: schema16.properties.spec.properties.mode.enum,
							parentSchema: schema16.properties.spec.properties.mode,
							data: data8
						};
						if (vErrors === null) vErrors = [err16];
						else vErrors.push(err16);
						errors++;
					}
				}
				if (data7.network !== void 0) {
					let data9 = data7.network;
					const _errs21 = errors;
					let valid4 = false;
					let passing0 = null;
					const _errs22 = errors;
					if (!validate15(data9, {
						instancePath: instancePath + "/spec/network",
						parentData: data7,
						parentDataProperty: "network",
						rootData
					})) {
						vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
						errors = vErrors.length;
					}
					var _valid0 = _errs22 === errors;
					if (_valid0) {
						valid4 = true;
						passing0 = 0;
					}
					const _errs23 = errors;
					if (data9 !== null) {
						const err17 = {
							instancePath: instancePath + "/spec/network",
							schemaPath: "#/properties/spec/properties/network/oneOf/1/type",
							keyword: "type",
							params: { type: "null" },
							message: "must be null",
							schema: schema16.properties.spec.properties.network.oneOf[1].type,
							parentSchema: schema16.properties.spec.properties.network.oneOf[1],
							data: data9
						};
						if (vErrors === null) vErrors = [err17];
						else vErrors.push(err17);
						errors++;
					}
					var _valid0 = _errs23 === errors;
					if (_valid0 && valid4) {
						valid4 = false;
						passing0 = [passing0, 1];
					} else if (_valid0) {
						valid4 = true;
						passing0 = 1;
					}
					if (!valid4) {
						const err18 = {
							instancePath: instancePath + "/spec/network",
							schemaPath: "#/properties/spec/properties/network/oneOf",
							keyword: "oneOf",
							params: { passingSchemas: passing0 },
							message: "must match exactly one schema in oneOf",
							schema: schema16.properties.spec.properties.network.oneOf,
							parentSchema: schema16.properties.spec.properties.network,
							data: data9
						};
						if (vErrors === null) vErrors = [err18];
						else vErrors.push(err18);
						errors++;
					} else {
						errors = _errs21;
						if (vErrors !== null) {
							if (_errs21) vErrors.length = _errs21;
							else vErrors = null;
						}
					}
				}
				if (data7.credentials !== void 0) {
					let data10 = data7.credentials;
					const _errs26 = errors;
					let valid5 = false;
					let passing1 = null;
					const _errs27 = errors;
					if (!validate17(data10, {
						instancePath: instancePath + "/spec/credentials",
						parentData: data7,
						parentDataProperty: "credentials",
						rootData
					})) {
						vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
						errors = vErrors.length;
					}
					var _valid1 = _errs27 === errors;
					if (_valid1) {
						valid5 = true;
						passing1 = 0;
					}
					const _errs28 = errors;
					if (data10 !== null) {
						const err19 = {
							instancePath: instancePath + "/spec/credentials",
							schemaPath: "#/properties/spec/properties/credentials/oneOf/1/type",
							keyword: "type",
							params: { type: "null" },
							message: "must be null",
							schema: schema16.properties.spec.properties.credentials.oneOf[1].type,
							parentSchema: schema16.properties.spec.properties.credentials.oneOf[1],
							data: data10
						};
						if (vErrors === null) vErrors = [err19];
						else vErrors.push(err19);
						errors++;
					}
					var _valid1 = _errs28 === errors;
					if (_valid1 && valid5) {
						valid5 = false;
						passing1 = [passing1, 1];
					} else if (_valid1) {
						valid5 = true;
						passing1 = 1;
					}
					if (!valid5) {
						const err20 = {
							instancePath: instancePath + "/spec/credentials",
							schemaPath: "#/properties/spec/properties/credentials/oneOf",
							keyword: "oneOf",
							params: { passingSchemas: passing1 },
							message: "must match exactly one schema in oneOf",
							schema: schema16.properties.spec.properties.credentials.oneOf,
							parentSchema: schema16.properties.spec.properties.credentials,
							data: data10
						};
						if (vErrors === null) vErrors = [err20];
						else vErrors.push(err20);
						errors++;
					} else {
						errors = _errs26;
						if (vErrors !== null) {
							if (_errs26) vErrors.length = _errs26;
							else vErrors = null;
						}
					}
				}
				if (data7.mcp !== void 0) {
					let data11 = data7.mcp;
					const _errs31 = errors;
					let valid6 = false;
					let passing2 = null;
					const _errs32 = errors;
					if (!validate19(data11, {
						instancePath: instancePath + "/spec/mcp",
						parentData: data7,
						parentDataProperty: "mcp",
						rootData
					})) {
						vErrors = vErrors === null ? validate19.errors : vErrors.concat(validate19.errors);
						errors = vErrors.length;
					}
					var _valid2 = _errs32 === errors;
					if (_valid2) {
						valid6 = true;
						passing2 = 0;
					}
					const _errs33 = errors;
					if (data11 !== null) {
						const err21 = {
							instancePath: instancePath + "/spec/mcp",
							schemaPath: "#/properties/spec/properties/mcp/oneOf/1/type",
							keyword: "type",
							params: { type: "null" },
							message: "must be null",
							schema: schema16.properties.spec.properties.mcp.oneOf[1].type,
							parentSchema: schema16.properties.spec.properties.mcp.oneOf[1],
							data: data11
						};
						if (vErrors === null) vErrors = [err21];
						else vErrors.push(err21);
						errors++;
					}
					var _valid2 = _errs33 === errors;
					if (_valid2 && valid6) {
						valid6 = false;
						passing2 = [passing2, 1];
					} else if (_valid2) {
						valid6 = true;
						passing2 = 1;
					}
					if (!valid6) {
						const err22 = {
							instancePath: instancePath + "/spec/mcp",
							schemaPath: "#/properties/spec/properties/mcp/oneOf",
							keyword: "oneOf",
							params: { passingSchemas: passing2 },
							message: "must match exactly one schema in oneOf",
							schema: schema16.properties.spec.properties.mcp.oneOf,
							parentSchema: schema16.properties.spec.properties.mcp,
							data: data11
						};
						if (vErrors === null) vErrors = [err22];
						else vErrors.push(err22);
						errors++;
					} else {
						errors = _errs31;
						if (vErrors !== null) {
							if (_errs31) vErrors.length = _errs31;
							else vErrors = null;
						}
					}
				}
				if (data7.audit !== void 0) {
					let data12 = data7.audit;
					const _errs36 = errors;
					let valid7 = false;
					let passing3 = null;
					const _errs37 = errors;
					if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
						for (const key4 in data12) if (!(key4 === "enabled" || key4 === "logLevel")) {
							const err23 = {
								instancePath: instancePath + "/spec/audit",
								schemaPath: "#/definitions/audit/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key4 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema27,
								data: data12
							};
							if (vErrors === null) vErrors = [err23];
							else vErrors.push(err23);
							errors++;
						}
						if (data12.enabled !== void 0) {
							let data13 = data12.enabled;
							if (typeof data13 !== "boolean") {
								const err24 = {
									instancePath: instancePath + "/spec/audit/enabled",
									schemaPath: "#/definitions/audit/properties/enabled/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema27.properties.enabled.type,
									parentSchema: schema27.properties.enabled,
									data: data13
								};
								if (vErrors === null) vErrors = [err24];
								else vErrors.push(err24);
								errors++;
							}
						}
						if (data12.logLevel !== void 0) {
							let data14 = data12.logLevel;
							if (!(data14 === "debug" || data14 === "info" || data14 === "warn" || data14 === "error")) {
								const err25 = {
									instancePath: instancePath + "/spec/audit/logLevel",
									schemaPath: "#/definitions/audit/properties/logLevel/enum",
									keyword: "enum",
									params: { allowedValues: schema27.properties.logLevel.enum },
									message: "must be equal to one of the allowed values",
									schema: schema27.properties.logLevel.enum,
									parentSchema: schema27.properties.logLevel,
									data: data14
								};
								if (vErrors === null) vErrors = [err25];
								else vErrors.push(err25);
								errors++;
							}
						}
					} else {
						const err26 = {
							instancePath: instancePath + "/spec/audit",
							schemaPath: "#/definitions/audit/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema27.type,
							parentSchema: schema27,
							data: data12
						};
						if (vErrors === null) vErrors = [err26];
						else vErrors.push(err26);
						errors++;
					}
					var _valid3 = _errs37 === errors;
					if (_valid3) {
						valid7 = true;
						passing3 = 0;
					}
					const _errs44 = errors;
					if (data12 !== null) {
						const err27 = {
							instancePath: instancePath + "/spec/audit",
							schemaPath: "#/properties/spec/properties/audit/oneOf/1/type",
							keyword: "type",
							params: { type: "null" },
							message: "must be null",
							schema: schema16.properties.spec.properties.audit.oneOf[1].type,
							parentSchema: schema16.properties.spec.properties.audit.oneOf[1],
							data: data12
						};
						if (vErrors === null) vErrors = [err27];
						else vErrors.push(err27);
						errors++;
					}
					var _valid3 = _errs44 === errors;
					if (_valid3 && valid7) {
						valid7 = false;
						passing3 = [passing3, 1];
					} else if (_valid3) {
						valid7 = true;
						passing3 = 1;
					}
					if (!valid7) {
						const err28 = {
							instancePath: instancePath + "/spec/audit",
							schemaPath: "#/properties/spec/properties/audit/oneOf",
							keyword: "oneOf",
							params: { passingSchemas: passing3 },
							message: "must match exactly one schema in oneOf",
							schema: schema16.properties.spec.properties.audit.oneOf,
							parentSchema: schema16.properties.spec.properties.audit,
							data: data12
						};
						if (vErrors === null) vErrors = [err28];
						else vErrors.push(err28);
						errors++;
					} else {
						errors = _errs36;
						if (vErrors !== null) {
							if (_errs36) vErrors.length = _errs36;
							else vErrors = null;
						}
					}
				}
			} else {
				const err29 = {
					instancePath: instancePath + "/spec",
					schemaPath: "#/properties/spec/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.spec.type,
					parentSchema: schema16.properties.spec,
					data: data7
				};
				if (vErrors === null) vErrors = [err29];
				else vErrors.push(err29);
				errors++;
			}
		}
	} else {
		const err30 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema16.type,
			parentSchema: schema16,
			data
		};
		if (vErrors === null) vErrors = [err30];
		else vErrors.push(err30);
		errors++;
	}
	validate14.errors = vErrors;
	return errors === 0;
}
export { validator_default as default, validate };
