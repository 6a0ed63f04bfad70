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
	"$id": "https://ai.docker.com/schemas/configuration.v1.json",
	"title": "Configuration",
	"description": "The one compiled document that configures every sidecar. It holds no secret.",
	"type": "object",
	"additionalProperties": false,
	"required": [
		"version",
		"project",
		"policies",
		"services",
		"servers",
		"egress"
	],
	"properties": {
		"version": { "const": 1 },
		"project": {
			"type": "string",
			"minLength": 1
		},
		"policies": {
			"type": "object",
			"description": "digest → compiled policy.",
			"additionalProperties": { "$ref": "#/definitions/compiledPolicy" }
		},
		"services": {
			"type": "object",
			"description": "governed service → where the sidecars listen for it and what it may do.",
			"additionalProperties": { "$ref": "#/definitions/service" }
		},
		"servers": {
			"type": "object",
			"description": "MCP server → how the gateway reaches it.",
			"additionalProperties": { "$ref": "#/definitions/server" }
		},
		"egress": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"nameServers": {
					"type": "array",
					"items": { "type": "string" },
					"description": "IP or IP:port. Default: the container's own."
				},
				"certificates": {
					"type": "string",
					"description": "PEM of further authorities trusted upstream."
				}
			}
		}
	},
	"definitions": {
		"service": {
			"type": "object",
			"additionalProperties": false,
			"required": [
				"policy",
				"role",
				"listen"
			],
			"properties": {
				"policy": {
					"type": "string",
					"description": "Digest of its compiled policy."
				},
				"role": {
					"enum": ["agent", "mcp-server"],
					"description": "An mcp-server reaches the proxy but never the gateway."
				},
				"listen": {
					"type": "object",
					"additionalProperties": false,
					"required": ["proxy"],
					"properties": {
						"proxy": {
							"type": "string",
							"description": "Address of the proxy on this service's sandbox network, or a directory for Unix sockets."
						},
						"gateway": {
							"type": "string",
							"description": "Address of the gateway there, or a directory; absent for an mcp-server."
						}
					}
				}
			}
		},
		"server": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"url": { "type": "string" },
				"service": {
					"type": "string",
					"description": "Present when the server is a service of the project: the gateway dials it directly. Absent: through the proxy, as the calling service."
				},
				"command": {
					"type": "array",
					"minItems": 1,
					"items": { "type": "string" }
				}
			}
		},
		"compiledPolicy": {
			"type": "object",
			"additionalProperties": false,
			"required": [
				"mode",
				"names",
				"policies"
			],
			"description": "Several policies that all have to allow. Each is the normalised spec of one file.",
			"properties": {
				"mode": { "enum": ["enforce", "monitor"] },
				"names": {
					"type": "array",
					"minItems": 1,
					"items": { "type": "string" }
				},
				"policies": {
					"type": "array",
					"minItems": 1,
					"items": { "$ref": "#/definitions/normalizedPolicy" }
				}
			}
		},
		"normalizedPolicy": {
			"type": "object",
			"additionalProperties": false,
			"required": [
				"name",
				"allowedDomains",
				"deniedDomains",
				"denyLocalNetwork",
				"allowedLocal",
				"http",
				"allowedKeys",
				"bindings",
				"allowedTools",
				"deniedTools",
				"arguments",
				"audit"
			],
			"properties": {
				"name": { "type": "string" },
				"allowedDomains": {
					"type": "array",
					"items": { "type": "string" }
				},
				"deniedDomains": {
					"type": "array",
					"items": { "type": "string" }
				},
				"denyLocalNetwork": { "type": "boolean" },
				"allowedLocal": {
					"type": "array",
					"items": { "type": "string" }
				},
				"http": {
					"type": "array",
					"items": {
						"type": "object",
						"additionalProperties": false,
						"required": ["host"],
						"properties": {
							"host": { "type": "string" },
							"methods": {
								"type": "array",
								"items": { "type": "string" }
							},
							"paths": {
								"type": "array",
								"items": { "type": "string" }
							}
						}
					}
				},
				"allowedKeys": {
					"type": "array",
					"items": { "type": "string" }
				},
				"maxExpirationHours": {
					"type": "number",
					"exclusiveMinimum": 0
				},
				"bindings": {
					"type": "object",
					"description": "key → binding, built-in ones included, for allowed keys only.",
					"additionalProperties": {
						"type": "object",
						"additionalProperties": false,
						"required": ["hosts"],
						"properties": {
							"hosts": {
								"type": "array",
								"minItems": 1,
								"items": { "type": "string" }
							},
							"header": { "type": "string" },
							"query": { "type": "string" },
							"body": { "type": "string" },
							"methods": {
								"type": "array",
								"items": { "type": "string" }
							},
							"paths": {
								"type": "array",
								"items": { "type": "string" }
							}
						}
					}
				},
				"allowedTools": {
					"type": "array",
					"items": { "type": "string" }
				},
				"deniedTools": {
					"type": "array",
					"items": { "type": "string" }
				},
				"arguments": {
					"type": "object",
					"additionalProperties": {
						"type": "object",
						"additionalProperties": { "type": "object" }
					}
				},
				"audit": {
					"type": "object",
					"additionalProperties": false,
					"required": ["enabled", "logLevel"],
					"properties": {
						"enabled": { "type": "boolean" },
						"logLevel": { "enum": [
							"debug",
							"info",
							"warn",
							"error"
						] }
					}
				}
			}
		}
	}
};
const schema19 = {
	"type": "object",
	"additionalProperties": false,
	"required": [
		"policy",
		"role",
		"listen"
	],
	"properties": {
		"policy": {
			"type": "string",
			"description": "Digest of its compiled policy."
		},
		"role": {
			"enum": ["agent", "mcp-server"],
			"description": "An mcp-server reaches the proxy but never the gateway."
		},
		"listen": {
			"type": "object",
			"additionalProperties": false,
			"required": ["proxy"],
			"properties": {
				"proxy": {
					"type": "string",
					"description": "Address of the proxy on this service's sandbox network, or a directory for Unix sockets."
				},
				"gateway": {
					"type": "string",
					"description": "Address of the gateway there, or a directory; absent for an mcp-server."
				}
			}
		}
	}
};
const schema20 = {
	"type": "object",
	"additionalProperties": false,
	"properties": {
		"url": { "type": "string" },
		"service": {
			"type": "string",
			"description": "Present when the server is a service of the project: the gateway dials it directly. Absent: through the proxy, as the calling service."
		},
		"command": {
			"type": "array",
			"minItems": 1,
			"items": { "type": "string" }
		}
	}
};
const func2 = require_ucs2length().default;
const schema17 = {
	"type": "object",
	"additionalProperties": false,
	"required": [
		"mode",
		"names",
		"policies"
	],
	"description": "Several policies that all have to allow. Each is the normalised spec of one file.",
	"properties": {
		"mode": { "enum": ["enforce", "monitor"] },
		"names": {
			"type": "array",
			"minItems": 1,
			"items": { "type": "string" }
		},
		"policies": {
			"type": "array",
			"minItems": 1,
			"items": { "$ref": "#/definitions/normalizedPolicy" }
		}
	}
};
const schema18 = {
	"type": "object",
	"additionalProperties": false,
	"required": [
		"name",
		"allowedDomains",
		"deniedDomains",
		"denyLocalNetwork",
		"allowedLocal",
		"http",
		"allowedKeys",
		"bindings",
		"allowedTools",
		"deniedTools",
		"arguments",
		"audit"
	],
	"properties": {
		"name": { "type": "string" },
		"allowedDomains": {
			"type": "array",
			"items": { "type": "string" }
		},
		"deniedDomains": {
			"type": "array",
			"items": { "type": "string" }
		},
		"denyLocalNetwork": { "type": "boolean" },
		"allowedLocal": {
			"type": "array",
			"items": { "type": "string" }
		},
		"http": {
			"type": "array",
			"items": {
				"type": "object",
				"additionalProperties": false,
				"required": ["host"],
				"properties": {
					"host": { "type": "string" },
					"methods": {
						"type": "array",
						"items": { "type": "string" }
					},
					"paths": {
						"type": "array",
						"items": { "type": "string" }
					}
				}
			}
		},
		"allowedKeys": {
			"type": "array",
			"items": { "type": "string" }
		},
		"maxExpirationHours": {
			"type": "number",
			"exclusiveMinimum": 0
		},
		"bindings": {
			"type": "object",
			"description": "key → binding, built-in ones included, for allowed keys only.",
			"additionalProperties": {
				"type": "object",
				"additionalProperties": false,
				"required": ["hosts"],
				"properties": {
					"hosts": {
						"type": "array",
						"minItems": 1,
						"items": { "type": "string" }
					},
					"header": { "type": "string" },
					"query": { "type": "string" },
					"body": { "type": "string" },
					"methods": {
						"type": "array",
						"items": { "type": "string" }
					},
					"paths": {
						"type": "array",
						"items": { "type": "string" }
					}
				}
			}
		},
		"allowedTools": {
			"type": "array",
			"items": { "type": "string" }
		},
		"deniedTools": {
			"type": "array",
			"items": { "type": "string" }
		},
		"arguments": {
			"type": "object",
			"additionalProperties": {
				"type": "object",
				"additionalProperties": { "type": "object" }
			}
		},
		"audit": {
			"type": "object",
			"additionalProperties": false,
			"required": ["enabled", "logLevel"],
			"properties": {
				"enabled": { "type": "boolean" },
				"logLevel": { "enum": [
					"debug",
					"info",
					"warn",
					"error"
				] }
			}
		}
	}
};
const func3 = Object.prototype.hasOwnProperty;
function validate15(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.mode === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "mode" },
				message: "must have required property 'mode'",
				schema: schema17.required,
				parentSchema: schema17,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.names === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "names" },
				message: "must have required property 'names'",
				schema: schema17.required,
				parentSchema: schema17,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.policies === void 0) {
			const err2 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "policies" },
				message: "must have required property 'policies'",
				schema: schema17.required,
				parentSchema: schema17,
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "mode" || key0 === "names" || key0 === "policies")) {
			const err3 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema17,
				data
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		if (data.mode !== void 0) {
			let data0 = data.mode;
			if (!(data0 === "enforce" || data0 === "monitor")) {
				const err4 = {
					instancePath: instancePath + "/mode",
					schemaPath: "#/properties/mode/enum",
					keyword: "enum",
					params: { allowedValues: schema17.properties.mode.enum },
					message: "must be equal to one of the allowed values",
					schema: schema17.properties.mode.enum,
					parentSchema: schema17.properties.mode,
					data: data0
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.names !== void 0) {
			let data1 = data.names;
			if (Array.isArray(data1)) {
				if (data1.length < 1) {
					const err5 = {
						instancePath: instancePath + "/names",
						schemaPath: "#/properties/names/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema17.properties.names,
						data: data1
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
				const len0 = data1.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data2 = data1[i0];
					if (typeof data2 !== "string") {
						const err6 = {
							instancePath: instancePath + "/names/" + i0,
							schemaPath: "#/properties/names/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema17.properties.names.items.type,
							parentSchema: schema17.properties.names.items,
							data: data2
						};
						if (vErrors === null) vErrors = [err6];
						else vErrors.push(err6);
						errors++;
					}
				}
			} else {
				const err7 = {
					instancePath: instancePath + "/names",
					schemaPath: "#/properties/names/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema17.properties.names.type,
					parentSchema: schema17.properties.names,
					data: data1
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
		}
		if (data.policies !== void 0) {
			let data3 = data.policies;
			if (Array.isArray(data3)) {
				if (data3.length < 1) {
					const err8 = {
						instancePath: instancePath + "/policies",
						schemaPath: "#/properties/policies/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema17.properties.policies,
						data: data3
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
				const len1 = data3.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data4 = data3[i1];
					if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
						if (data4.name === void 0) {
							const err9 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "name" },
								message: "must have required property 'name'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err9];
							else vErrors.push(err9);
							errors++;
						}
						if (data4.allowedDomains === void 0) {
							const err10 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "allowedDomains" },
								message: "must have required property 'allowedDomains'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err10];
							else vErrors.push(err10);
							errors++;
						}
						if (data4.deniedDomains === void 0) {
							const err11 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "deniedDomains" },
								message: "must have required property 'deniedDomains'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err11];
							else vErrors.push(err11);
							errors++;
						}
						if (data4.denyLocalNetwork === void 0) {
							const err12 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "denyLocalNetwork" },
								message: "must have required property 'denyLocalNetwork'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err12];
							else vErrors.push(err12);
							errors++;
						}
						if (data4.allowedLocal === void 0) {
							const err13 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "allowedLocal" },
								message: "must have required property 'allowedLocal'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err13];
							else vErrors.push(err13);
							errors++;
						}
						if (data4.http === void 0) {
							const err14 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "http" },
								message: "must have required property 'http'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err14];
							else vErrors.push(err14);
							errors++;
						}
						if (data4.allowedKeys === void 0) {
							const err15 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "allowedKeys" },
								message: "must have required property 'allowedKeys'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err15];
							else vErrors.push(err15);
							errors++;
						}
						if (data4.bindings === void 0) {
							const err16 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "bindings" },
								message: "must have required property 'bindings'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err16];
							else vErrors.push(err16);
							errors++;
						}
						if (data4.allowedTools === void 0) {
							const err17 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "allowedTools" },
								message: "must have required property 'allowedTools'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err17];
							else vErrors.push(err17);
							errors++;
						}
						if (data4.deniedTools === void 0) {
							const err18 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "deniedTools" },
								message: "must have required property 'deniedTools'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err18];
							else vErrors.push(err18);
							errors++;
						}
						if (data4.arguments === void 0) {
							const err19 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "arguments" },
								message: "must have required property 'arguments'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err19];
							else vErrors.push(err19);
							errors++;
						}
						if (data4.audit === void 0) {
							const err20 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/required",
								keyword: "required",
								params: { missingProperty: "audit" },
								message: "must have required property 'audit'",
								schema: schema18.required,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err20];
							else vErrors.push(err20);
							errors++;
						}
						for (const key1 in data4) if (!func3.call(schema18.properties, key1)) {
							const err21 = {
								instancePath: instancePath + "/policies/" + i1,
								schemaPath: "#/definitions/normalizedPolicy/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key1 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema18,
								data: data4
							};
							if (vErrors === null) vErrors = [err21];
							else vErrors.push(err21);
							errors++;
						}
						if (data4.name !== void 0) {
							let data5 = data4.name;
							if (typeof data5 !== "string") {
								const err22 = {
									instancePath: instancePath + "/policies/" + i1 + "/name",
									schemaPath: "#/definitions/normalizedPolicy/properties/name/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema18.properties.name.type,
									parentSchema: schema18.properties.name,
									data: data5
								};
								if (vErrors === null) vErrors = [err22];
								else vErrors.push(err22);
								errors++;
							}
						}
						if (data4.allowedDomains !== void 0) {
							let data6 = data4.allowedDomains;
							if (Array.isArray(data6)) {
								const len2 = data6.length;
								for (let i2 = 0; i2 < len2; i2++) {
									let data7 = data6[i2];
									if (typeof data7 !== "string") {
										const err23 = {
											instancePath: instancePath + "/policies/" + i1 + "/allowedDomains/" + i2,
											schemaPath: "#/definitions/normalizedPolicy/properties/allowedDomains/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.allowedDomains.items.type,
											parentSchema: schema18.properties.allowedDomains.items,
											data: data7
										};
										if (vErrors === null) vErrors = [err23];
										else vErrors.push(err23);
										errors++;
									}
								}
							} else {
								const err24 = {
									instancePath: instancePath + "/policies/" + i1 + "/allowedDomains",
									schemaPath: "#/definitions/normalizedPolicy/properties/allowedDomains/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.allowedDomains.type,
									parentSchema: schema18.properties.allowedDomains,
									data: data6
								};
								if (vErrors === null) vErrors = [err24];
								else vErrors.push(err24);
								errors++;
							}
						}
						if (data4.deniedDomains !== void 0) {
							let data8 = data4.deniedDomains;
							if (Array.isArray(data8)) {
								const len3 = data8.length;
								for (let i3 = 0; i3 < len3; i3++) {
									let data9 = data8[i3];
									if (typeof data9 !== "string") {
										const err25 = {
											instancePath: instancePath + "/policies/" + i1 + "/deniedDomains/" + i3,
											schemaPath: "#/definitions/normalizedPolicy/properties/deniedDomains/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.deniedDomains.items.type,
											parentSchema: schema18.properties.deniedDomains.items,
											data: data9
										};
										if (vErrors === null) vErrors = [err25];
										else vErrors.push(err25);
										errors++;
									}
								}
							} else {
								const err26 = {
									instancePath: instancePath + "/policies/" + i1 + "/deniedDomains",
									schemaPath: "#/definitions/normalizedPolicy/properties/deniedDomains/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.deniedDomains.type,
									parentSchema: schema18.properties.deniedDomains,
									data: data8
								};
								if (vErrors === null) vErrors = [err26];
								else vErrors.push(err26);
								errors++;
							}
						}
						if (data4.denyLocalNetwork !== void 0) {
							let data10 = data4.denyLocalNetwork;
							if (typeof data10 !== "boolean") {
								const err27 = {
									instancePath: instancePath + "/policies/" + i1 + "/denyLocalNetwork",
									schemaPath: "#/definitions/normalizedPolicy/properties/denyLocalNetwork/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema18.properties.denyLocalNetwork.type,
									parentSchema: schema18.properties.denyLocalNetwork,
									data: data10
								};
								if (vErrors === null) vErrors = [err27];
								else vErrors.push(err27);
								errors++;
							}
						}
						if (data4.allowedLocal !== void 0) {
							let data11 = data4.allowedLocal;
							if (Array.isArray(data11)) {
								const len4 = data11.length;
								for (let i4 = 0; i4 < len4; i4++) {
									let data12 = data11[i4];
									if (typeof data12 !== "string") {
										const err28 = {
											instancePath: instancePath + "/policies/" + i1 + "/allowedLocal/" + i4,
											schemaPath: "#/definitions/normalizedPolicy/properties/allowedLocal/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.allowedLocal.items.type,
											parentSchema: schema18.properties.allowedLocal.items,
											data: data12
										};
										if (vErrors === null) vErrors = [err28];
										else vErrors.push(err28);
										errors++;
									}
								}
							} else {
								const err29 = {
									instancePath: instancePath + "/policies/" + i1 + "/allowedLocal",
									schemaPath: "#/definitions/normalizedPolicy/properties/allowedLocal/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.allowedLocal.type,
									parentSchema: schema18.properties.allowedLocal,
									data: data11
								};
								if (vErrors === null) vErrors = [err29];
								else vErrors.push(err29);
								errors++;
							}
						}
						if (data4.http !== void 0) {
							let data13 = data4.http;
							if (Array.isArray(data13)) {
								const len5 = data13.length;
								for (let i5 = 0; i5 < len5; i5++) {
									let data14 = data13[i5];
									if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
										if (data14.host === void 0) {
											const err30 = {
												instancePath: instancePath + "/policies/" + i1 + "/http/" + i5,
												schemaPath: "#/definitions/normalizedPolicy/properties/http/items/required",
												keyword: "required",
												params: { missingProperty: "host" },
												message: "must have required property 'host'",
												schema: schema18.properties.http.items.required,
												parentSchema: schema18.properties.http.items,
												data: data14
											};
											if (vErrors === null) vErrors = [err30];
											else vErrors.push(err30);
											errors++;
										}
										for (const key2 in data14) if (!(key2 === "host" || key2 === "methods" || key2 === "paths")) {
											const err31 = {
												instancePath: instancePath + "/policies/" + i1 + "/http/" + i5,
												schemaPath: "#/definitions/normalizedPolicy/properties/http/items/additionalProperties",
												keyword: "additionalProperties",
												params: { additionalProperty: key2 },
												message: "must NOT have additional properties",
												schema: false,
												parentSchema: schema18.properties.http.items,
												data: data14
											};
											if (vErrors === null) vErrors = [err31];
											else vErrors.push(err31);
											errors++;
										}
										if (data14.host !== void 0) {
											let data15 = data14.host;
											if (typeof data15 !== "string") {
												const err32 = {
													instancePath: instancePath + "/policies/" + i1 + "/http/" + i5 + "/host",
													schemaPath: "#/definitions/normalizedPolicy/properties/http/items/properties/host/type",
													keyword: "type",
													params: { type: "string" },
													message: "must be string",
													schema: schema18.properties.http.items.properties.host.type,
													parentSchema: schema18.properties.http.items.properties.host,
													data: data15
												};
												if (vErrors === null) vErrors = [err32];
												else vErrors.push(err32);
												errors++;
											}
										}
										if (data14.methods !== void 0) {
											let data16 = data14.methods;
											if (Array.isArray(data16)) {
												const len6 = data16.length;
												for (let i6 = 0; i6 < len6; i6++) {
													let data17 = data16[i6];
													if (typeof data17 !== "string") {
														const err33 = {
															instancePath: instancePath + "/policies/" + i1 + "/http/" + i5 + "/methods/" + i6,
															schemaPath: "#/definitions/normalizedPolicy/properties/http/items/properties/methods/items/type",
															keyword: "type",
															params: { type: "string" },
															message: "must be string",
															schema: schema18.properties.http.items.properties.methods.items.type,
															parentSchema: schema18.properties.http.items.properties.methods.items,
															data: data17
														};
														if (vErrors === null) vErrors = [err33];
														else vErrors.push(err33);
														errors++;
													}
												}
											} else {
												const err34 = {
													instancePath: instancePath + "/policies/" + i1 + "/http/" + i5 + "/methods",
													schemaPath: "#/definitions/normalizedPolicy/properties/http/items/properties/methods/type",
													keyword: "type",
													params: { type: "array" },
													message: "must be array",
													schema: schema18.properties.http.items.properties.methods.type,
													parentSchema: schema18.properties.http.items.properties.methods,
													data: data16
												};
												if (vErrors === null) vErrors = [err34];
												else vErrors.push(err34);
												errors++;
											}
										}
										if (data14.paths !== void 0) {
											let data18 = data14.paths;
											if (Array.isArray(data18)) {
												const len7 = data18.length;
												for (let i7 = 0; i7 < len7; i7++) {
													let data19 = data18[i7];
													if (typeof data19 !== "string") {
														const err35 = {
															instancePath: instancePath + "/policies/" + i1 + "/http/" + i5 + "/paths/" + i7,
															schemaPath: "#/definitions/normalizedPolicy/properties/http/items/properties/paths/items/type",
															keyword: "type",
															params: { type: "string" },
															message: "must be string",
															schema: schema18.properties.http.items.properties.paths.items.type,
															parentSchema: schema18.properties.http.items.properties.paths.items,
															data: data19
														};
														if (vErrors === null) vErrors = [err35];
														else vErrors.push(err35);
														errors++;
													}
												}
											} else {
												const err36 = {
													instancePath: instancePath + "/policies/" + i1 + "/http/" + i5 + "/paths",
													schemaPath: "#/definitions/normalizedPolicy/properties/http/items/properties/paths/type",
													keyword: "type",
													params: { type: "array" },
													message: "must be array",
													schema: schema18.properties.http.items.properties.paths.type,
													parentSchema: schema18.properties.http.items.properties.paths,
													data: data18
												};
												if (vErrors === null) vErrors = [err36];
												else vErrors.push(err36);
												errors++;
											}
										}
									} else {
										const err37 = {
											instancePath: instancePath + "/policies/" + i1 + "/http/" + i5,
											schemaPath: "#/definitions/normalizedPolicy/properties/http/items/type",
											keyword: "type",
											params: { type: "object" },
											message: "must be object",
											schema: schema18.properties.http.items.type,
											parentSchema: schema18.properties.http.items,
											data: data14
										};
										if (vErrors === null) vErrors = [err37];
										else vErrors.push(err37);
										errors++;
									}
								}
							} else {
								const err38 = {
									instancePath: instancePath + "/policies/" + i1 + "/http",
									schemaPath: "#/definitions/normalizedPolicy/properties/http/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.http.type,
									parentSchema: schema18.properties.http,
									data: data13
								};
								if (vErrors === null) vErrors = [err38];
								else vErrors.push(err38);
								errors++;
							}
						}
						if (data4.allowedKeys !== void 0) {
							let data20 = data4.allowedKeys;
							if (Array.isArray(data20)) {
								const len8 = data20.length;
								for (let i8 = 0; i8 < len8; i8++) {
									let data21 = data20[i8];
									if (typeof data21 !== "string") {
										const err39 = {
											instancePath: instancePath + "/policies/" + i1 + "/allowedKeys/" + i8,
											schemaPath: "#/definitions/normalizedPolicy/properties/allowedKeys/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.allowedKeys.items.type,
											parentSchema: schema18.properties.allowedKeys.items,
											data: data21
										};
										if (vErrors === null) vErrors = [err39];
										else vErrors.push(err39);
										errors++;
									}
								}
							} else {
								const err40 = {
									instancePath: instancePath + "/policies/" + i1 + "/allowedKeys",
									schemaPath: "#/definitions/normalizedPolicy/properties/allowedKeys/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.allowedKeys.type,
									parentSchema: schema18.properties.allowedKeys,
									data: data20
								};
								if (vErrors === null) vErrors = [err40];
								else vErrors.push(err40);
								errors++;
							}
						}
						if (data4.maxExpirationHours !== void 0) {
							let data22 = data4.maxExpirationHours;
							if (typeof data22 == "number" && isFinite(data22)) {
								if (data22 <= 0 || isNaN(data22)) {
									const err41 = {
										instancePath: instancePath + "/policies/" + i1 + "/maxExpirationHours",
										schemaPath: "#/definitions/normalizedPolicy/properties/maxExpirationHours/exclusiveMinimum",
										keyword: "exclusiveMinimum",
										params: {
											comparison: ">",
											limit: 0
										},
										message: "must be > 0",
										schema: 0,
										parentSchema: schema18.properties.maxExpirationHours,
										data: data22
									};
									if (vErrors === null) vErrors = [err41];
									else vErrors.push(err41);
									errors++;
								}
							} else {
								const err42 = {
									instancePath: instancePath + "/policies/" + i1 + "/maxExpirationHours",
									schemaPath: "#/definitions/normalizedPolicy/properties/maxExpirationHours/type",
									keyword: "type",
									params: { type: "number" },
									message: "must be number",
									schema: schema18.properties.maxExpirationHours.type,
									parentSchema: schema18.properties.maxExpirationHours,
									data: data22
								};
								if (vErrors === null) vErrors = [err42];
								else vErrors.push(err42);
								errors++;
							}
						}
						if (data4.bindings !== void 0) {
							let data23 = data4.bindings;
							if (data23 && typeof data23 == "object" && !Array.isArray(data23)) for (const key3 in data23) {
								let data24 = data23[key3];
								if (data24 && typeof data24 == "object" && !Array.isArray(data24)) {
									if (data24.hosts === void 0) {
										const err43 = {
											instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),
											schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/required",
											keyword: "required",
											params: { missingProperty: "hosts" },
											message: "must have required property 'hosts'",
											schema: schema18.properties.bindings.additionalProperties.required,
											parentSchema: schema18.properties.bindings.additionalProperties,
											data: data24
										};
										if (vErrors === null) vErrors = [err43];
										else vErrors.push(err43);
										errors++;
									}
									for (const key4 in data24) if (!(key4 === "hosts" || key4 === "header" || key4 === "query" || key4 === "body" || key4 === "methods" || key4 === "paths")) {
										const err44 = {
											instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),
											schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/additionalProperties",
											keyword: "additionalProperties",
											params: { additionalProperty: key4 },
											message: "must NOT have additional properties",
											schema: false,
											parentSchema: schema18.properties.bindings.additionalProperties,
											data: data24
										};
										if (vErrors === null) vErrors = [err44];
										else vErrors.push(err44);
										errors++;
									}
									if (data24.hosts !== void 0) {
										let data25 = data24.hosts;
										if (Array.isArray(data25)) {
											if (data25.length < 1) {
												const err45 = {
													instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts",
													schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/hosts/minItems",
													keyword: "minItems",
													params: { limit: 1 },
													message: "must NOT have fewer than 1 items",
													schema: 1,
													parentSchema: schema18.properties.bindings.additionalProperties.properties.hosts,
													data: data25
												};
												if (vErrors === null) vErrors = [err45];
												else vErrors.push(err45);
												errors++;
											}
											const len9 = data25.length;
											for (let i9 = 0; i9 < len9; i9++) {
												let data26 = data25[i9];
												if (typeof data26 !== "string") {
													const err46 = {
														instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts/" + i9,
														schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/hosts/items/type",
														keyword: "type",
														params: { type: "string" },
														message: "must be string",
														schema: schema18.properties.bindings.additionalProperties.properties.hosts.items.type,
														parentSchema: schema18.properties.bindings.additionalProperties.properties.hosts.items,
														data: data26
													};
													if (vErrors === null) vErrors = [err46];
													else vErrors.push(err46);
													errors++;
												}
											}
										} else {
											const err47 = {
												instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts",
												schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/hosts/type",
												keyword: "type",
												params: { type: "array" },
												message: "must be array",
												schema: schema18.properties.bindings.additionalProperties.properties.hosts.type,
												parentSchema: schema18.properties.bindings.additionalProperties.properties.hosts,
												data: data25
											};
											if (vErrors === null) vErrors = [err47];
											else vErrors.push(err47);
											errors++;
										}
									}
									if (data24.header !== void 0) {
										let data27 = data24.header;
										if (typeof data27 !== "string") {
											const err48 = {
												instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/header",
												schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/header/type",
												keyword: "type",
												params: { type: "string" },
												message: "must be string",
												schema: schema18.properties.bindings.additionalProperties.properties.header.type,
												parentSchema: schema18.properties.bindings.additionalProperties.properties.header,
												data: data27
											};
											if (vErrors === null) vErrors = [err48];
											else vErrors.push(err48);
											errors++;
										}
									}
									if (data24.query !== void 0) {
										let data28 = data24.query;
										if (typeof data28 !== "string") {
											const err49 = {
												instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/query",
												schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/query/type",
												keyword: "type",
												params: { type: "string" },
												message: "must be string",
												schema: schema18.properties.bindings.additionalProperties.properties.query.type,
												parentSchema: schema18.properties.bindings.additionalProperties.properties.query,
												data: data28
											};
											if (vErrors === null) vErrors = [err49];
											else vErrors.push(err49);
											errors++;
										}
									}
									if (data24.body !== void 0) {
										let data29 = data24.body;
										if (typeof data29 !== "string") {
											const err50 = {
												instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/body",
												schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/body/type",
												keyword: "type",
												params: { type: "string" },
												message: "must be string",
												schema: schema18.properties.bindings.additionalProperties.properties.body.type,
												parentSchema: schema18.properties.bindings.additionalProperties.properties.body,
												data: data29
											};
											if (vErrors === null) vErrors = [err50];
											else vErrors.push(err50);
											errors++;
										}
									}
									if (data24.methods !== void 0) {
										let data30 = data24.methods;
										if (Array.isArray(data30)) {
											const len10 = data30.length;
											for (let i10 = 0; i10 < len10; i10++) {
												let data31 = data30[i10];
												if (typeof data31 !== "string") {
													const err51 = {
														instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/methods/" + i10,
														schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/methods/items/type",
														keyword: "type",
														params: { type: "string" },
														message: "must be string",
														schema: schema18.properties.bindings.additionalProperties.properties.methods.items.type,
														parentSchema: schema18.properties.bindings.additionalProperties.properties.methods.items,
														data: data31
													};
													if (vErrors === null) vErrors = [err51];
													else vErrors.push(err51);
													errors++;
												}
											}
										} else {
											const err52 = {
												instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/methods",
												schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/methods/type",
												keyword: "type",
												params: { type: "array" },
												message: "must be array",
												schema: schema18.properties.bindings.additionalProperties.properties.methods.type,
												parentSchema: schema18.properties.bindings.additionalProperties.properties.methods,
												data: data30
											};
											if (vErrors === null) vErrors = [err52];
											else vErrors.push(err52);
											errors++;
										}
									}
									if (data24.paths !== void 0) {
										let data32 = data24.paths;
										if (Array.isArray(data32)) {
											const len11 = data32.length;
											for (let i11 = 0; i11 < len11; i11++) {
												let data33 = data32[i11];
												if (typeof data33 !== "string") {
													const err53 = {
														instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths/" + i11,
														schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/paths/items/type",
														keyword: "type",
														params: { type: "string" },
														message: "must be string",
														schema: schema18.properties.bindings.additionalProperties.properties.paths.items.type,
														parentSchema: schema18.properties.bindings.additionalProperties.properties.paths.items,
														data: data33
													};
													if (vErrors === null) vErrors = [err53];
													else vErrors.push(err53);
													errors++;
												}
											}
										} else {
											const err54 = {
												instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths",
												schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/properties/paths/type",
												keyword: "type",
												params: { type: "array" },
												message: "must be array",
												schema: schema18.properties.bindings.additionalProperties.properties.paths.type,
												parentSchema: schema18.properties.bindings.additionalProperties.properties.paths,
												data: data32
											};
											if (vErrors === null) vErrors = [err54];
											else vErrors.push(err54);
											errors++;
										}
									}
								} else {
									const err55 = {
										instancePath: instancePath + "/policies/" + i1 + "/bindings/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),
										schemaPath: "#/definitions/normalizedPolicy/properties/bindings/additionalProperties/type",
										keyword: "type",
										params: { type: "object" },
										message: "must be object",
										schema: schema18.properties.bindings.additionalProperties.type,
										parentSchema: schema18.properties.bindings.additionalProperties,
										data: data24
									};
									if (vErrors === null) vErrors = [err55];
									else vErrors.push(err55);
									errors++;
								}
							}
							else {
								const err56 = {
									instancePath: instancePath + "/policies/" + i1 + "/bindings",
									schemaPath: "#/definitions/normalizedPolicy/properties/bindings/type",
									keyword: "type",
									params: { type: "object" },
									message: "must be object",
									schema: schema18.properties.bindings.type,
									parentSchema: schema18.properties.bindings,
									data: data23
								};
								if (vErrors === null) vErrors = [err56];
								else vErrors.push(err56);
								errors++;
							}
						}
						if (data4.allowedTools !== void 0) {
							let data34 = data4.allowedTools;
							if (Array.isArray(data34)) {
								const len12 = data34.length;
								for (let i12 = 0; i12 < len12; i12++) {
									let data35 = data34[i12];
									if (typeof data35 !== "string") {
										const err57 = {
											instancePath: instancePath + "/policies/" + i1 + "/allowedTools/" + i12,
											schemaPath: "#/definitions/normalizedPolicy/properties/allowedTools/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.allowedTools.items.type,
											parentSchema: schema18.properties.allowedTools.items,
											data: data35
										};
										if (vErrors === null) vErrors = [err57];
										else vErrors.push(err57);
										errors++;
									}
								}
							} else {
								const err58 = {
									instancePath: instancePath + "/policies/" + i1 + "/allowedTools",
									schemaPath: "#/definitions/normalizedPolicy/properties/allowedTools/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.allowedTools.type,
									parentSchema: schema18.properties.allowedTools,
									data: data34
								};
								if (vErrors === null) vErrors = [err58];
								else vErrors.push(err58);
								errors++;
							}
						}
						if (data4.deniedTools !== void 0) {
							let data36 = data4.deniedTools;
							if (Array.isArray(data36)) {
								const len13 = data36.length;
								for (let i13 = 0; i13 < len13; i13++) {
									let data37 = data36[i13];
									if (typeof data37 !== "string") {
										const err59 = {
											instancePath: instancePath + "/policies/" + i1 + "/deniedTools/" + i13,
											schemaPath: "#/definitions/normalizedPolicy/properties/deniedTools/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.deniedTools.items.type,
											parentSchema: schema18.properties.deniedTools.items,
											data: data37
										};
										if (vErrors === null) vErrors = [err59];
										else vErrors.push(err59);
										errors++;
									}
								}
							} else {
								const err60 = {
									instancePath: instancePath + "/policies/" + i1 + "/deniedTools",
									schemaPath: "#/definitions/normalizedPolicy/properties/deniedTools/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.deniedTools.type,
									parentSchema: schema18.properties.deniedTools,
									data: data36
								};
								if (vErrors === null) vErrors = [err60];
								else vErrors.push(err60);
								errors++;
							}
						}
						if (data4.arguments !== void 0) {
							let data38 = data4.arguments;
							if (data38 && typeof data38 == "object" && !Array.isArray(data38)) for (const key5 in data38) {
								let data39 = data38[key5];
								if (data39 && typeof data39 == "object" && !Array.isArray(data39)) for (const key6 in data39) {
									let data40 = data39[key6];
									if (!(data40 && typeof data40 == "object" && !Array.isArray(data40))) {
										const err61 = {
											instancePath: instancePath + "/policies/" + i1 + "/arguments/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),
											schemaPath: "#/definitions/normalizedPolicy/properties/arguments/additionalProperties/additionalProperties/type",
											keyword: "type",
											params: { type: "object" },
											message: "must be object",
											schema: schema18.properties.arguments.additionalProperties.additionalProperties.type,
											parentSchema: schema18.properties.arguments.additionalProperties.additionalProperties,
											data: data40
										};
										if (vErrors === null) vErrors = [err61];
										else vErrors.push(err61);
										errors++;
									}
								}
								else {
									const err62 = {
										instancePath: instancePath + "/policies/" + i1 + "/arguments/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
										schemaPath: "#/definitions/normalizedPolicy/properties/arguments/additionalProperties/type",
										keyword: "type",
										params: { type: "object" },
										message: "must be object",
										schema: schema18.properties.arguments.additionalProperties.type,
										parentSchema: schema18.properties.arguments.additionalProperties,
										data: data39
									};
									if (vErrors === null) vErrors = [err62];
									else vErrors.push(err62);
									errors++;
								}
							}
							else {
								const err63 = {
									instancePath: instancePath + "/policies/" + i1 + "/arguments",
									schemaPath: "#/definitions/normalizedPolicy/properties/arguments/type",
									keyword: "type",
									params: { type: "object" },
									message: "must be object",
									schema: schema18.properties.arguments.type,
									parentSchema: schema18.properties.arguments,
									data: data38
								};
								if (vErrors === null) vErrors = [err63];
								else vErrors.push(err63);
								errors++;
							}
						}
						if (data4.audit !== void 0) {
							let data41 = data4.audit;
							if (data41 && typeof data41 == "object" && !Array.isArray(data41)) {
								if (data41.enabled === void 0) {
									const err64 = {
										instancePath: instancePath + "/policies/" + i1 + "/audit",
										schemaPath: "#/definitions/normalizedPolicy/properties/audit/required",
										keyword: "required",
										params: { missingProperty: "enabled" },
										message: "must have required property 'enabled'",
										schema: schema18.properties.audit.required,
										parentSchema: schema18.properties.audit,
										data: data41
									};
									if (vErrors === null) vErrors = [err64];
									else vErrors.push(err64);
									errors++;
								}
								if (data41.logLevel === void 0) {
									const err65 = {
										instancePath: instancePath + "/policies/" + i1 + "/audit",
										schemaPath: "#/definitions/normalizedPolicy/properties/audit/required",
										keyword: "required",
										params: { missingProperty: "logLevel" },
										message: "must have required property 'logLevel'",
										schema: schema18.properties.audit.required,
										parentSchema: schema18.properties.audit,
										data: data41
									};
									if (vErrors === null) vErrors = [err65];
									else vErrors.push(err65);
									errors++;
								}
								for (const key7 in data41) if (!(key7 === "enabled" || key7 === "logLevel")) {
									const err66 = {
										instancePath: instancePath + "/policies/" + i1 + "/audit",
										schemaPath: "#/definitions/normalizedPolicy/properties/audit/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key7 },
										message: "must NOT have additional properties",
										schema: false,
										parentSchema: schema18.properties.audit,
										data: data41
									};
									if (vErrors === null) vErrors = [err66];
									else vErrors.push(err66);
									errors++;
								}
								if (data41.enabled !== void 0) {
									let data42 = data41.enabled;
									if (typeof data42 !== "boolean") {
										const err67 = {
											instancePath: instancePath + "/policies/" + i1 + "/audit/enabled",
											schemaPath: "#/definitions/normalizedPolicy/properties/audit/properties/enabled/type",
											keyword: "type",
											params: { type: "boolean" },
											message: "must be boolean",
											schema: schema18.properties.audit.properties.enabled.type,
											parentSchema: schema18.properties.audit.properties.enabled,
											data: data42
										};
										if (vErrors === null) vErrors = [err67];
										else vErrors.push(err67);
										errors++;
									}
								}
								if (data41.logLevel !== void 0) {
									let data43 = data41.logLevel;
									if (!(data43 === "debug" || data43 === "info" || data43 === "warn" || data43 === "error")) {
										const err68 = {
											instancePath: instancePath + "/policies/" + i1 + "/audit/logLevel",
											schemaPath: "#/definitions/normalizedPolicy/properties/audit/properties/logLevel/enum",
											keyword: "enum",
											params: { allowedValues: schema18.properties.audit.properties.logLevel.enum },
											message: "must be equal to one of the allowed values",
											schema: schema18.properties.audit.properties.logLevel.enum,
											parentSchema: schema18.properties.audit.properties.logLevel,
											data: data43
										};
										if (vErrors === null) vErrors = [err68];
										else vErrors.push(err68);
										errors++;
									}
								}
							} else {
								const err69 = {
									instancePath: instancePath + "/policies/" + i1 + "/audit",
									schemaPath: "#/definitions/normalizedPolicy/properties/audit/type",
									keyword: "type",
									params: { type: "object" },
									message: "must be object",
									schema: schema18.properties.audit.type,
									parentSchema: schema18.properties.audit,
									data: data41
								};
								if (vErrors === null) vErrors = [err69];
								else vErrors.push(err69);
								errors++;
							}
						}
					} else {
						const err70 = {
							instancePath: instancePath + "/policies/" + i1,
							schemaPath: "#/definitions/normalizedPolicy/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema18.type,
							parentSchema: schema18,
							data: data4
						};
						if (vErrors === null) vErrors = [err70];
						else vErrors.push(err70);
						errors++;
					}
				}
			} else {
				const err71 = {
					instancePath: instancePath + "/policies",
					schemaPath: "#/properties/policies/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema17.properties.policies.type,
					parentSchema: schema17.properties.policies,
					data: data3
				};
				if (vErrors === null) vErrors = [err71];
				else vErrors.push(err71);
				errors++;
			}
		}
	} else {
		const err72 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema17.type,
			parentSchema: schema17,
			data
		};
		if (vErrors === null) vErrors = [err72];
		else vErrors.push(err72);
		errors++;
	}
	validate15.errors = vErrors;
	return errors === 0;
}
function validate14(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.version === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "version" },
				message: "must have required property 'version'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.project === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "project" },
				message: "must have required property 'project'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.policies === void 0) {
			const err2 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "policies" },
				message: "must have required property 'policies'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.services === void 0) {
			const err3 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "services" },
				message: "must have required property 'services'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		if (data.servers === void 0) {
			const err4 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "servers" },
				message: "must have required property 'servers'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err4];
			else vErrors.push(err4);
			errors++;
		}
		if (data.egress === void 0) {
			const err5 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "egress" },
				message: "must have required property 'egress'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err5];
			else vErrors.push(err5);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "version" || key0 === "project" || key0 === "policies" || key0 === "services" || key0 === "servers" || key0 === "egress")) {
			const err6 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err6];
			else vErrors.push(err6);
			errors++;
		}
		if (data.version !== void 0) {
			let data0 = data.version;
			if (1 !== data0) {
				const err7 = {
					instancePath: instancePath + "/version",
					schemaPath: "#/properties/version/const",
					keyword: "const",
					params: { allowedValue: 1 },
					message: "must be equal to constant",
					schema: 1,
					parentSchema: schema16.properties.version,
					data: data0
				};
				if (vErrors === null) vErrors = [err7];
				else vErrors.push(err7);
				errors++;
			}
		}
		if (data.project !== void 0) {
			let data1 = data.project;
			if (typeof data1 === "string") {
				if (func2(data1) < 1) {
					const err8 = {
						instancePath: instancePath + "/project",
						schemaPath: "#/properties/project/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema16.properties.project,
						data: data1
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
			} else {
				const err9 = {
					instancePath: instancePath + "/project",
					schemaPath: "#/properties/project/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.project.type,
					parentSchema: schema16.properties.project,
					data: data1
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
		}
		if (data.policies !== void 0) {
			let data2 = data.policies;
			if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
				for (const key1 in data2) if (!validate15(data2[key1], {
					instancePath: instancePath + "/policies/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
					parentData: data2,
					parentDataProperty: key1,
					rootData
				})) {
					vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
					errors = vErrors.length;
				}
			} else {
				const err10 = {
					instancePath: instancePath + "/policies",
					schemaPath: "#/properties/policies/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.policies.type,
					parentSchema: schema16.properties.policies,
					data: data2
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
		if (data.services !== void 0) {
			let data4 = data.services;
			if (data4 && typeof data4 == "object" && !Array.isArray(data4)) for (const key2 in data4) {
				let data5 = data4[key2];
				if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
					if (data5.policy === void 0) {
						const err11 = {
							instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/service/required",
							keyword: "required",
							params: { missingProperty: "policy" },
							message: "must have required property 'policy'",
							schema: schema19.required,
							parentSchema: schema19,
							data: data5
						};
						if (vErrors === null) vErrors = [err11];
						else vErrors.push(err11);
						errors++;
					}
					if (data5.role === void 0) {
						const err12 = {
							instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/service/required",
							keyword: "required",
							params: { missingProperty: "role" },
							message: "must have required property 'role'",
							schema: schema19.required,
							parentSchema: schema19,
							data: data5
						};
						if (vErrors === null) vErrors = [err12];
						else vErrors.push(err12);
						errors++;
					}
					if (data5.listen === void 0) {
						const err13 = {
							instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/service/required",
							keyword: "required",
							params: { missingProperty: "listen" },
							message: "must have required property 'listen'",
							schema: schema19.required,
							parentSchema: schema19,
							data: data5
						};
						if (vErrors === null) vErrors = [err13];
						else vErrors.push(err13);
						errors++;
					}
					for (const key3 in data5) if (!(key3 === "policy" || key3 === "role" || key3 === "listen")) {
						const err14 = {
							instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/service/additionalProperties",
							keyword: "additionalProperties",
							params: { additionalProperty: key3 },
							message: "must NOT have additional properties",
							schema: false,
							parentSchema: schema19,
							data: data5
						};
						if (vErrors === null) vErrors = [err14];
						else vErrors.push(err14);
						errors++;
					}
					if (data5.policy !== void 0) {
						let data6 = data5.policy;
						if (typeof data6 !== "string") {
							const err15 = {
								instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/policy",
								schemaPath: "#/definitions/service/properties/policy/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema19.properties.policy.type,
								parentSchema: schema19.properties.policy,
								data: data6
							};
							if (vErrors === null) vErrors = [err15];
							else vErrors.push(err15);
							errors++;
						}
					}
					if (data5.role !== void 0) {
						let data7 = data5.role;
						if (!(data7 === "agent" || data7 === "mcp-server")) {
							const err16 = {
								instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/role",
								schemaPath: "#/definitions/service/properties/role/enum",
								keyword: "enum",
								params: { allowedValues: schema19.properties.role.enum },
								message: "must be equal to one of the allowed values",
								schema: schema19.properties.role.enum,
								parentSchema: schema19.properties.role,
								data: data7
							};
							if (vErrors === null) vErrors = [err16];
							else vErrors.push(err16);
							errors++;
						}
					}
					if (data5.listen !== void 0) {
						let data8 = data5.listen;
						if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
							if (data8.proxy === void 0) {
								const err17 = {
									instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/listen",
									schemaPath: "#/definitions/service/properties/listen/required",
									keyword: "required",
									params: { missingProperty: "proxy" },
									message: "must have required property 'proxy'",
									schema: schema19.properties.listen.required,
									parentSchema: schema19.properties.listen,
									data: data8
								};
								if (vErrors === null) vErrors = [err17];
								else vErrors.push(err17);
								errors++;
							}
							for (const key4 in data8) if (!(key4 === "proxy" || key4 === "gateway")) {
								const err18 = {
									instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/listen",
									schemaPath: "#/definitions/service/properties/listen/additionalProperties",
									keyword: "additionalProperties",
									params: { additionalProperty: key4 },
									message: "must NOT have additional properties",
									schema: false,
									parentSchema: schema19.properties.listen,
									data: data8
								};
								if (vErrors === null) vErrors = [err18];
								else vErrors.push(err18);
								errors++;
							}
							if (data8.proxy !== void 0) {
								let data9 = data8.proxy;
								if (typeof data9 !== "string") {
									const err19 = {
										instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/listen/proxy",
										schemaPath: "#/definitions/service/properties/listen/properties/proxy/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema19.properties.listen.properties.proxy.type,
										parentSchema: schema19.properties.listen.properties.proxy,
										data: data9
									};
									if (vErrors === null) vErrors = [err19];
									else vErrors.push(err19);
									errors++;
								}
							}
							if (data8.gateway !== void 0) {
								let data10 = data8.gateway;
								if (typeof data10 !== "string") {
									const err20 = {
										instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/listen/gateway",
										schemaPath: "#/definitions/service/properties/listen/properties/gateway/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema19.properties.listen.properties.gateway.type,
										parentSchema: schema19.properties.listen.properties.gateway,
										data: data10
									};
									if (vErrors === null) vErrors = [err20];
									else vErrors.push(err20);
									errors++;
								}
							}
						} else {
							const err21 = {
								instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/listen",
								schemaPath: "#/definitions/service/properties/listen/type",
								keyword: "type",
								params: { type: "object" },
								message: "must be object",
								schema: schema19.properties.listen.type,
								parentSchema: schema19.properties.listen,
								data: data8
							};
							if (vErrors === null) vErrors = [err21];
							else vErrors.push(err21);
							errors++;
						}
					}
				} else {
					const err22 = {
						instancePath: instancePath + "/services/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/definitions/service/type",
						keyword: "type",
						params: { type: "object" },
						message: "must be object",
						schema: schema19.type,
						parentSchema: schema19,
						data: data5
					};
					if (vErrors === null) vErrors = [err22];
					else vErrors.push(err22);
					errors++;
				}
			}
			else {
				const err23 = {
					instancePath: instancePath + "/services",
					schemaPath: "#/properties/services/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.services.type,
					parentSchema: schema16.properties.services,
					data: data4
				};
				if (vErrors === null) vErrors = [err23];
				else vErrors.push(err23);
				errors++;
			}
		}
		if (data.servers !== void 0) {
			let data11 = data.servers;
			if (data11 && typeof data11 == "object" && !Array.isArray(data11)) for (const key5 in data11) {
				let data12 = data11[key5];
				if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
					for (const key6 in data12) if (!(key6 === "url" || key6 === "service" || key6 === "command")) {
						const err24 = {
							instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/server/additionalProperties",
							keyword: "additionalProperties",
							params: { additionalProperty: key6 },
							message: "must NOT have additional properties",
							schema: false,
							parentSchema: schema20,
							data: data12
						};
						if (vErrors === null) vErrors = [err24];
						else vErrors.push(err24);
						errors++;
					}
					if (data12.url !== void 0) {
						let data13 = data12.url;
						if (typeof data13 !== "string") {
							const err25 = {
								instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/url",
								schemaPath: "#/definitions/server/properties/url/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema20.properties.url.type,
								parentSchema: schema20.properties.url,
								data: data13
							};
							if (vErrors === null) vErrors = [err25];
							else vErrors.push(err25);
							errors++;
						}
					}
					if (data12.service !== void 0) {
						let data14 = data12.service;
						if (typeof data14 !== "string") {
							const err26 = {
								instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/service",
								schemaPath: "#/definitions/server/properties/service/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema20.properties.service.type,
								parentSchema: schema20.properties.service,
								data: data14
							};
							if (vErrors === null) vErrors = [err26];
							else vErrors.push(err26);
							errors++;
						}
					}
					if (data12.command !== void 0) {
						let data15 = data12.command;
						if (Array.isArray(data15)) {
							if (data15.length < 1) {
								const err27 = {
									instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/command",
									schemaPath: "#/definitions/server/properties/command/minItems",
									keyword: "minItems",
									params: { limit: 1 },
									message: "must NOT have fewer than 1 items",
									schema: 1,
									parentSchema: schema20.properties.command,
									data: data15
								};
								if (vErrors === null) vErrors = [err27];
								else vErrors.push(err27);
								errors++;
							}
							const len0 = data15.length;
							for (let i0 = 0; i0 < len0; i0++) {
								let data16 = data15[i0];
								if (typeof data16 !== "string") {
									const err28 = {
										instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/command/" + i0,
										schemaPath: "#/definitions/server/properties/command/items/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema20.properties.command.items.type,
										parentSchema: schema20.properties.command.items,
										data: data16
									};
									if (vErrors === null) vErrors = [err28];
									else vErrors.push(err28);
									errors++;
								}
							}
						} else {
							const err29 = {
								instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/command",
								schemaPath: "#/definitions/server/properties/command/type",
								keyword: "type",
								params: { type: "array" },
								message: "must be array",
								schema: schema20.properties.command.type,
								parentSchema: schema20.properties.command,
								data: data15
							};
							if (vErrors === null) vErrors = [err29];
							else vErrors.push(err29);
							errors++;
						}
					}
				} else {
					const err30 = {
						instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/definitions/server/type",
						keyword: "type",
						params: { type: "object" },
						message: "must be object",
						schema: schema20.type,
						parentSchema: schema20,
						data: data12
					};
					if (vErrors === null) vErrors = [err30];
					else vErrors.push(err30);
					errors++;
				}
			}
			else {
				const err31 = {
					instancePath: instancePath + "/servers",
					schemaPath: "#/properties/servers/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.servers.type,
					parentSchema: schema16.properties.servers,
					data: data11
				};
				if (vErrors === null) vErrors = [err31];
				else vErrors.push(err31);
				errors++;
			}
		}
		if (data.egress !== void 0) {
			let data17 = data.egress;
			if (data17 && typeof data17 == "object" && !Array.isArray(data17)) {
				for (const key7 in data17) if (!(key7 === "nameServers" || key7 === "certificates")) {
					const err32 = {
						instancePath: instancePath + "/egress",
						schemaPath: "#/properties/egress/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key7 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.egress,
						data: data17
					};
					if (vErrors === null) vErrors = [err32];
					else vErrors.push(err32);
					errors++;
				}
				if (data17.nameServers !== void 0) {
					let data18 = data17.nameServers;
					if (Array.isArray(data18)) {
						const len1 = data18.length;
						for (let i1 = 0; i1 < len1; i1++) {
							let data19 = data18[i1];
							if (typeof data19 !== "string") {
								const err33 = {
									instancePath: instancePath + "/egress/nameServers/" + i1,
									schemaPath: "#/properties/egress/properties/nameServers/items/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema16.properties.egress.properties.nameServers.items.type,
									parentSchema: schema16.properties.egress.properties.nameServers.items,
									data: data19
								};
								if (vErrors === null) vErrors = [err33];
								else vErrors.push(err33);
								errors++;
							}
						}
					} else {
						const err34 = {
							instancePath: instancePath + "/egress/nameServers",
							schemaPath: "#/properties/egress/properties/nameServers/type",
							keyword: "type",
							params: { type: "array" },
							message: "must be array",
							schema: schema16.properties.egress.properties.nameServers.type,
							parentSchema: schema16.properties.egress.properties.nameServers,
							data: data18
						};
						if (vErrors === null) vErrors = [err34];
						else vErrors.push(err34);
						errors++;
					}
				}
				if (data17.certificates !== void 0) {
					let data20 = data17.certificates;
					if (typeof data20 !== "string") {
						const err35 = {
							instancePath: instancePath + "/egress/certificates",
							schemaPath: "#/properties/egress/properties/certificates/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.egress.properties.certificates.type,
							parentSchema: schema16.properties.egress.properties.certificates,
							data: data20
						};
						if (vErrors === null) vErrors = [err35];
						else vErrors.push(err35);
						errors++;
					}
				}
			} else {
				const err36 = {
					instancePath: instancePath + "/egress",
					schemaPath: "#/properties/egress/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.egress.type,
					parentSchema: schema16.properties.egress,
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
