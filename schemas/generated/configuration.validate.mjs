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
		"audit": {
			"type": "object",
			"additionalProperties": false,
			"description": "How long the trail is kept.",
			"properties": {
				"retentionDays": {
					"type": "integer",
					"minimum": 1,
					"maximum": 3650
				},
				"maxMegabytes": {
					"type": "integer",
					"minimum": 16,
					"maximum": 1048576
				}
			}
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
				},
				"upstreamProxy": {
					"type": "object",
					"additionalProperties": false,
					"required": ["url"],
					"description": "The operator's own HTTP proxy: everything public goes through it, by CONNECT to the checked address.",
					"properties": {
						"url": {
							"type": "string",
							"pattern": "^https?://[^/?#@\\s]+/?$",
							"description": "Without user and password: this document holds no secret."
						},
						"names": {
							"type": "boolean",
							"description": "It is told names instead of checked addresses."
						},
						"credential": {
							"type": "object",
							"additionalProperties": false,
							"required": ["key", "variable"],
							"description": "The proxy itself has a lease for it; the broker holds USER:PASSWORD.",
							"properties": {
								"key": {
									"type": "string",
									"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
								},
								"variable": {
									"type": "string",
									"description": "The environment variable of the proxy that holds the lease."
								}
							}
						}
					}
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
				"url": {
					"type": "string",
					"description": "http, https, or tcp: a server on standard input and output behind the bridge of its container."
				},
				"service": {
					"type": "string",
					"description": "Present when the server is a service of the project: the gateway dials it directly. Absent: through the proxy, as the calling service."
				},
				"command": {
					"type": "array",
					"minItems": 1,
					"items": { "type": "string" }
				},
				"credential": {
					"type": "object",
					"additionalProperties": false,
					"required": [
						"service",
						"header",
						"variable"
					],
					"description": "The gateway itself has a lease for this server.",
					"properties": {
						"service": {
							"type": "string",
							"description": "The identity to which the lease is issued, and as which the proxy hears the gateway."
						},
						"header": { "type": "string" },
						"variable": {
							"type": "string",
							"description": "The variable of the gateway's environment that holds the lease."
						}
					}
				},
				"pin": {
					"type": "boolean",
					"description": "What is no longer as it was accepted is blocked."
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
							"require": { "type": "boolean" },
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
					"description": "tool pattern → argument → what its value must satisfy.",
					"additionalProperties": {
						"type": "object",
						"additionalProperties": { "$ref": "#/definitions/normalizedArgumentRule" }
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
		},
		"normalizedArgumentRule": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"pattern": { "type": "string" },
				"enum": { "type": "array" },
				"maxLength": {
					"type": "integer",
					"minimum": 0
				},
				"minimum": { "type": "number" },
				"maximum": { "type": "number" },
				"required": { "type": "boolean" },
				"forbidden": { "type": "boolean" }
			}
		}
	}
};
const schema20 = {
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
const schema21 = {
	"type": "object",
	"additionalProperties": false,
	"properties": {
		"url": {
			"type": "string",
			"description": "http, https, or tcp: a server on standard input and output behind the bridge of its container."
		},
		"service": {
			"type": "string",
			"description": "Present when the server is a service of the project: the gateway dials it directly. Absent: through the proxy, as the calling service."
		},
		"command": {
			"type": "array",
			"minItems": 1,
			"items": { "type": "string" }
		},
		"credential": {
			"type": "object",
			"additionalProperties": false,
			"required": [
				"service",
				"header",
				"variable"
			],
			"description": "The gateway itself has a lease for this server.",
			"properties": {
				"service": {
					"type": "string",
					"description": "The identity to which the lease is issued, and as which the proxy hears the gateway."
				},
				"header": { "type": "string" },
				"variable": {
					"type": "string",
					"description": "The variable of the gateway's environment that holds the lease."
				}
			}
		},
		"pin": {
			"type": "boolean",
			"description": "What is no longer as it was accepted is blocked."
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
					"require": { "type": "boolean" },
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
			"description": "tool pattern → argument → what its value must satisfy.",
			"additionalProperties": {
				"type": "object",
				"additionalProperties": { "$ref": "#/definitions/normalizedArgumentRule" }
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
const schema19 = {
	"type": "object",
	"additionalProperties": false,
	"properties": {
		"pattern": { "type": "string" },
		"enum": { "type": "array" },
		"maxLength": {
			"type": "integer",
			"minimum": 0
		},
		"minimum": { "type": "number" },
		"maximum": { "type": "number" },
		"required": { "type": "boolean" },
		"forbidden": { "type": "boolean" }
	}
};
const func3 = Object.prototype.hasOwnProperty;
function validate16(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.name === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "name" },
				message: "must have required property 'name'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.allowedDomains === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "allowedDomains" },
				message: "must have required property 'allowedDomains'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.deniedDomains === void 0) {
			const err2 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "deniedDomains" },
				message: "must have required property 'deniedDomains'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.denyLocalNetwork === void 0) {
			const err3 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "denyLocalNetwork" },
				message: "must have required property 'denyLocalNetwork'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		if (data.allowedLocal === void 0) {
			const err4 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "allowedLocal" },
				message: "must have required property 'allowedLocal'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err4];
			else vErrors.push(err4);
			errors++;
		}
		if (data.http === void 0) {
			const err5 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "http" },
				message: "must have required property 'http'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err5];
			else vErrors.push(err5);
			errors++;
		}
		if (data.allowedKeys === void 0) {
			const err6 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "allowedKeys" },
				message: "must have required property 'allowedKeys'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err6];
			else vErrors.push(err6);
			errors++;
		}
		if (data.bindings === void 0) {
			const err7 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "bindings" },
				message: "must have required property 'bindings'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err7];
			else vErrors.push(err7);
			errors++;
		}
		if (data.allowedTools === void 0) {
			const err8 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "allowedTools" },
				message: "must have required property 'allowedTools'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err8];
			else vErrors.push(err8);
			errors++;
		}
		if (data.deniedTools === void 0) {
			const err9 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "deniedTools" },
				message: "must have required property 'deniedTools'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err9];
			else vErrors.push(err9);
			errors++;
		}
		if (data.arguments === void 0) {
			const err10 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "arguments" },
				message: "must have required property 'arguments'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err10];
			else vErrors.push(err10);
			errors++;
		}
		if (data.audit === void 0) {
			const err11 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "audit" },
				message: "must have required property 'audit'",
				schema: schema18.required,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err11];
			else vErrors.push(err11);
			errors++;
		}
		for (const key0 in data) if (!func3.call(schema18.properties, key0)) {
			const err12 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema18,
				data
			};
			if (vErrors === null) vErrors = [err12];
			else vErrors.push(err12);
			errors++;
		}
		if (data.name !== void 0) {
			let data0 = data.name;
			if (typeof data0 !== "string") {
				const err13 = {
					instancePath: instancePath + "/name",
					schemaPath: "#/properties/name/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema18.properties.name.type,
					parentSchema: schema18.properties.name,
					data: data0
				};
				if (vErrors === null) vErrors = [err13];
				else vErrors.push(err13);
				errors++;
			}
		}
		if (data.allowedDomains !== void 0) {
			let data1 = data.allowedDomains;
			if (Array.isArray(data1)) {
				const len0 = data1.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data2 = data1[i0];
					if (typeof data2 !== "string") {
						const err14 = {
							instancePath: instancePath + "/allowedDomains/" + i0,
							schemaPath: "#/properties/allowedDomains/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.properties.allowedDomains.items.type,
							parentSchema: schema18.properties.allowedDomains.items,
							data: data2
						};
						if (vErrors === null) vErrors = [err14];
						else vErrors.push(err14);
						errors++;
					}
				}
			} else {
				const err15 = {
					instancePath: instancePath + "/allowedDomains",
					schemaPath: "#/properties/allowedDomains/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema18.properties.allowedDomains.type,
					parentSchema: schema18.properties.allowedDomains,
					data: data1
				};
				if (vErrors === null) vErrors = [err15];
				else vErrors.push(err15);
				errors++;
			}
		}
		if (data.deniedDomains !== void 0) {
			let data3 = data.deniedDomains;
			if (Array.isArray(data3)) {
				const len1 = data3.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data4 = data3[i1];
					if (typeof data4 !== "string") {
						const err16 = {
							instancePath: instancePath + "/deniedDomains/" + i1,
							schemaPath: "#/properties/deniedDomains/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.properties.deniedDomains.items.type,
							parentSchema: schema18.properties.deniedDomains.items,
							data: data4
						};
						if (vErrors === null) vErrors = [err16];
						else vErrors.push(err16);
						errors++;
					}
				}
			} else {
				const err17 = {
					instancePath: instancePath + "/deniedDomains",
					schemaPath: "#/properties/deniedDomains/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema18.properties.deniedDomains.type,
					parentSchema: schema18.properties.deniedDomains,
					data: data3
				};
				if (vErrors === null) vErrors = [err17];
				else vErrors.push(err17);
				errors++;
			}
		}
		if (data.denyLocalNetwork !== void 0) {
			let data5 = data.denyLocalNetwork;
			if (typeof data5 !== "boolean") {
				const err18 = {
					instancePath: instancePath + "/denyLocalNetwork",
					schemaPath: "#/properties/denyLocalNetwork/type",
					keyword: "type",
					params: { type: "boolean" },
					message: "must be boolean",
					schema: schema18.properties.denyLocalNetwork.type,
					parentSchema: schema18.properties.denyLocalNetwork,
					data: data5
				};
				if (vErrors === null) vErrors = [err18];
				else vErrors.push(err18);
				errors++;
			}
		}
		if (data.allowedLocal !== void 0) {
			let data6 = data.allowedLocal;
			if (Array.isArray(data6)) {
				const len2 = data6.length;
				for (let i2 = 0; i2 < len2; i2++) {
					let data7 = data6[i2];
					if (typeof data7 !== "string") {
						const err19 = {
							instancePath: instancePath + "/allowedLocal/" + i2,
							schemaPath: "#/properties/allowedLocal/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.properties.allowedLocal.items.type,
							parentSchema: schema18.properties.allowedLocal.items,
							data: data7
						};
						if (vErrors === null) vErrors = [err19];
						else vErrors.push(err19);
						errors++;
					}
				}
			} else {
				const err20 = {
					instancePath: instancePath + "/allowedLocal",
					schemaPath: "#/properties/allowedLocal/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema18.properties.allowedLocal.type,
					parentSchema: schema18.properties.allowedLocal,
					data: data6
				};
				if (vErrors === null) vErrors = [err20];
				else vErrors.push(err20);
				errors++;
			}
		}
		if (data.http !== void 0) {
			let data8 = data.http;
			if (Array.isArray(data8)) {
				const len3 = data8.length;
				for (let i3 = 0; i3 < len3; i3++) {
					let data9 = data8[i3];
					if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
						if (data9.host === void 0) {
							const err21 = {
								instancePath: instancePath + "/http/" + i3,
								schemaPath: "#/properties/http/items/required",
								keyword: "required",
								params: { missingProperty: "host" },
								message: "must have required property 'host'",
								schema: schema18.properties.http.items.required,
								parentSchema: schema18.properties.http.items,
								data: data9
							};
							if (vErrors === null) vErrors = [err21];
							else vErrors.push(err21);
							errors++;
						}
						for (const key1 in data9) if (!(key1 === "host" || key1 === "methods" || key1 === "paths")) {
							const err22 = {
								instancePath: instancePath + "/http/" + i3,
								schemaPath: "#/properties/http/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key1 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema18.properties.http.items,
								data: data9
							};
							if (vErrors === null) vErrors = [err22];
							else vErrors.push(err22);
							errors++;
						}
						if (data9.host !== void 0) {
							let data10 = data9.host;
							if (typeof data10 !== "string") {
								const err23 = {
									instancePath: instancePath + "/http/" + i3 + "/host",
									schemaPath: "#/properties/http/items/properties/host/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema18.properties.http.items.properties.host.type,
									parentSchema: schema18.properties.http.items.properties.host,
									data: data10
								};
								if (vErrors === null) vErrors = [err23];
								else vErrors.push(err23);
								errors++;
							}
						}
						if (data9.methods !== void 0) {
							let data11 = data9.methods;
							if (Array.isArray(data11)) {
								const len4 = data11.length;
								for (let i4 = 0; i4 < len4; i4++) {
									let data12 = data11[i4];
									if (typeof data12 !== "string") {
										const err24 = {
											instancePath: instancePath + "/http/" + i3 + "/methods/" + i4,
											schemaPath: "#/properties/http/items/properties/methods/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.http.items.properties.methods.items.type,
											parentSchema: schema18.properties.http.items.properties.methods.items,
											data: data12
										};
										if (vErrors === null) vErrors = [err24];
										else vErrors.push(err24);
										errors++;
									}
								}
							} else {
								const err25 = {
									instancePath: instancePath + "/http/" + i3 + "/methods",
									schemaPath: "#/properties/http/items/properties/methods/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.http.items.properties.methods.type,
									parentSchema: schema18.properties.http.items.properties.methods,
									data: data11
								};
								if (vErrors === null) vErrors = [err25];
								else vErrors.push(err25);
								errors++;
							}
						}
						if (data9.paths !== void 0) {
							let data13 = data9.paths;
							if (Array.isArray(data13)) {
								const len5 = data13.length;
								for (let i5 = 0; i5 < len5; i5++) {
									let data14 = data13[i5];
									if (typeof data14 !== "string") {
										const err26 = {
											instancePath: instancePath + "/http/" + i3 + "/paths/" + i5,
											schemaPath: "#/properties/http/items/properties/paths/items/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema18.properties.http.items.properties.paths.items.type,
											parentSchema: schema18.properties.http.items.properties.paths.items,
											data: data14
										};
										if (vErrors === null) vErrors = [err26];
										else vErrors.push(err26);
										errors++;
									}
								}
							} else {
								const err27 = {
									instancePath: instancePath + "/http/" + i3 + "/paths",
									schemaPath: "#/properties/http/items/properties/paths/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema18.properties.http.items.properties.paths.type,
									parentSchema: schema18.properties.http.items.properties.paths,
									data: data13
								};
								if (vErrors === null) vErrors = [err27];
								else vErrors.push(err27);
								errors++;
							}
						}
					} else {
						const err28 = {
							instancePath: instancePath + "/http/" + i3,
							schemaPath: "#/properties/http/items/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema18.properties.http.items.type,
							parentSchema: schema18.properties.http.items,
							data: data9
						};
						if (vErrors === null) vErrors = [err28];
						else vErrors.push(err28);
						errors++;
					}
				}
			} else {
				const err29 = {
					instancePath: instancePath + "/http",
					schemaPath: "#/properties/http/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema18.properties.http.type,
					parentSchema: schema18.properties.http,
					data: data8
				};
				if (vErrors === null) vErrors = [err29];
				else vErrors.push(err29);
				errors++;
			}
		}
		if (data.allowedKeys !== void 0) {
			let data15 = data.allowedKeys;
			if (Array.isArray(data15)) {
				const len6 = data15.length;
				for (let i6 = 0; i6 < len6; i6++) {
					let data16 = data15[i6];
					if (typeof data16 !== "string") {
						const err30 = {
							instancePath: instancePath + "/allowedKeys/" + i6,
							schemaPath: "#/properties/allowedKeys/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.properties.allowedKeys.items.type,
							parentSchema: schema18.properties.allowedKeys.items,
							data: data16
						};
						if (vErrors === null) vErrors = [err30];
						else vErrors.push(err30);
						errors++;
					}
				}
			} else {
				const err31 = {
					instancePath: instancePath + "/allowedKeys",
					schemaPath: "#/properties/allowedKeys/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema18.properties.allowedKeys.type,
					parentSchema: schema18.properties.allowedKeys,
					data: data15
				};
				if (vErrors === null) vErrors = [err31];
				else vErrors.push(err31);
				errors++;
			}
		}
		if (data.maxExpirationHours !== void 0) {
			let data17 = data.maxExpirationHours;
			if (typeof data17 == "number" && isFinite(data17)) {
				if (data17 <= 0 || isNaN(data17)) {
					const err32 = {
						instancePath: instancePath + "/maxExpirationHours",
						schemaPath: "#/properties/maxExpirationHours/exclusiveMinimum",
						keyword: "exclusiveMinimum",
						params: {
							comparison: ">",
							limit: 0
						},
						message: "must be > 0",
						schema: 0,
						parentSchema: schema18.properties.maxExpirationHours,
						data: data17
					};
					if (vErrors === null) vErrors = [err32];
					else vErrors.push(err32);
					errors++;
				}
			} else {
				const err33 = {
					instancePath: instancePath + "/maxExpirationHours",
					schemaPath: "#/properties/maxExpirationHours/type",
					keyword: "type",
					params: { type: "number" },
					message: "must be number",
					schema: schema18.properties.maxExpirationHours.type,
					parentSchema: schema18.properties.maxExpirationHours,
					data: data17
				};
				if (vErrors === null) vErrors = [err33];
				else vErrors.push(err33);
				errors++;
			}
		}
		if (data.bindings !== void 0) {
			let data18 = data.bindings;
			if (data18 && typeof data18 == "object" && !Array.isArray(data18)) for (const key2 in data18) {
				let data19 = data18[key2];
				if (data19 && typeof data19 == "object" && !Array.isArray(data19)) {
					if (data19.hosts === void 0) {
						const err34 = {
							instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/properties/bindings/additionalProperties/required",
							keyword: "required",
							params: { missingProperty: "hosts" },
							message: "must have required property 'hosts'",
							schema: schema18.properties.bindings.additionalProperties.required,
							parentSchema: schema18.properties.bindings.additionalProperties,
							data: data19
						};
						if (vErrors === null) vErrors = [err34];
						else vErrors.push(err34);
						errors++;
					}
					for (const key3 in data19) if (!(key3 === "hosts" || key3 === "header" || key3 === "query" || key3 === "body" || key3 === "require" || key3 === "methods" || key3 === "paths")) {
						const err35 = {
							instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/properties/bindings/additionalProperties/additionalProperties",
							keyword: "additionalProperties",
							params: { additionalProperty: key3 },
							message: "must NOT have additional properties",
							schema: false,
							parentSchema: schema18.properties.bindings.additionalProperties,
							data: data19
						};
						if (vErrors === null) vErrors = [err35];
						else vErrors.push(err35);
						errors++;
					}
					if (data19.hosts !== void 0) {
						let data20 = data19.hosts;
						if (Array.isArray(data20)) {
							if (data20.length < 1) {
								const err36 = {
									instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts",
									schemaPath: "#/properties/bindings/additionalProperties/properties/hosts/minItems",
									keyword: "minItems",
									params: { limit: 1 },
									message: "must NOT have fewer than 1 items",
									schema: 1,
									parentSchema: schema18.properties.bindings.additionalProperties.properties.hosts,
									data: data20
								};
								if (vErrors === null) vErrors = [err36];
								else vErrors.push(err36);
								errors++;
							}
							const len7 = data20.length;
							for (let i7 = 0; i7 < len7; i7++) {
								let data21 = data20[i7];
								if (typeof data21 !== "string") {
									const err37 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts/" + i7,
										schemaPath: "#/properties/bindings/additionalProperties/properties/hosts/items/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema18.properties.bindings.additionalProperties.properties.hosts.items.type,
										parentSchema: schema18.properties.bindings.additionalProperties.properties.hosts.items,
										data: data21
									};
									if (vErrors === null) vErrors = [err37];
									else vErrors.push(err37);
									errors++;
								}
							}
						} else {
							const err38 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/hosts",
								schemaPath: "#/properties/bindings/additionalProperties/properties/hosts/type",
								keyword: "type",
								params: { type: "array" },
								message: "must be array",
								schema: schema18.properties.bindings.additionalProperties.properties.hosts.type,
								parentSchema: schema18.properties.bindings.additionalProperties.properties.hosts,
								data: data20
							};
							if (vErrors === null) vErrors = [err38];
							else vErrors.push(err38);
							errors++;
						}
					}
					if (data19.header !== void 0) {
						let data22 = data19.header;
						if (typeof data22 !== "string") {
							const err39 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/header",
								schemaPath: "#/properties/bindings/additionalProperties/properties/header/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema18.properties.bindings.additionalProperties.properties.header.type,
								parentSchema: schema18.properties.bindings.additionalProperties.properties.header,
								data: data22
							};
							if (vErrors === null) vErrors = [err39];
							else vErrors.push(err39);
							errors++;
						}
					}
					if (data19.query !== void 0) {
						let data23 = data19.query;
						if (typeof data23 !== "string") {
							const err40 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/query",
								schemaPath: "#/properties/bindings/additionalProperties/properties/query/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema18.properties.bindings.additionalProperties.properties.query.type,
								parentSchema: schema18.properties.bindings.additionalProperties.properties.query,
								data: data23
							};
							if (vErrors === null) vErrors = [err40];
							else vErrors.push(err40);
							errors++;
						}
					}
					if (data19.body !== void 0) {
						let data24 = data19.body;
						if (typeof data24 !== "string") {
							const err41 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/body",
								schemaPath: "#/properties/bindings/additionalProperties/properties/body/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema18.properties.bindings.additionalProperties.properties.body.type,
								parentSchema: schema18.properties.bindings.additionalProperties.properties.body,
								data: data24
							};
							if (vErrors === null) vErrors = [err41];
							else vErrors.push(err41);
							errors++;
						}
					}
					if (data19.require !== void 0) {
						let data25 = data19.require;
						if (typeof data25 !== "boolean") {
							const err42 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/require",
								schemaPath: "#/properties/bindings/additionalProperties/properties/require/type",
								keyword: "type",
								params: { type: "boolean" },
								message: "must be boolean",
								schema: schema18.properties.bindings.additionalProperties.properties.require.type,
								parentSchema: schema18.properties.bindings.additionalProperties.properties.require,
								data: data25
							};
							if (vErrors === null) vErrors = [err42];
							else vErrors.push(err42);
							errors++;
						}
					}
					if (data19.methods !== void 0) {
						let data26 = data19.methods;
						if (Array.isArray(data26)) {
							const len8 = data26.length;
							for (let i8 = 0; i8 < len8; i8++) {
								let data27 = data26[i8];
								if (typeof data27 !== "string") {
									const err43 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/methods/" + i8,
										schemaPath: "#/properties/bindings/additionalProperties/properties/methods/items/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema18.properties.bindings.additionalProperties.properties.methods.items.type,
										parentSchema: schema18.properties.bindings.additionalProperties.properties.methods.items,
										data: data27
									};
									if (vErrors === null) vErrors = [err43];
									else vErrors.push(err43);
									errors++;
								}
							}
						} else {
							const err44 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/methods",
								schemaPath: "#/properties/bindings/additionalProperties/properties/methods/type",
								keyword: "type",
								params: { type: "array" },
								message: "must be array",
								schema: schema18.properties.bindings.additionalProperties.properties.methods.type,
								parentSchema: schema18.properties.bindings.additionalProperties.properties.methods,
								data: data26
							};
							if (vErrors === null) vErrors = [err44];
							else vErrors.push(err44);
							errors++;
						}
					}
					if (data19.paths !== void 0) {
						let data28 = data19.paths;
						if (Array.isArray(data28)) {
							const len9 = data28.length;
							for (let i9 = 0; i9 < len9; i9++) {
								let data29 = data28[i9];
								if (typeof data29 !== "string") {
									const err45 = {
										instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths/" + i9,
										schemaPath: "#/properties/bindings/additionalProperties/properties/paths/items/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema18.properties.bindings.additionalProperties.properties.paths.items.type,
										parentSchema: schema18.properties.bindings.additionalProperties.properties.paths.items,
										data: data29
									};
									if (vErrors === null) vErrors = [err45];
									else vErrors.push(err45);
									errors++;
								}
							}
						} else {
							const err46 = {
								instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/paths",
								schemaPath: "#/properties/bindings/additionalProperties/properties/paths/type",
								keyword: "type",
								params: { type: "array" },
								message: "must be array",
								schema: schema18.properties.bindings.additionalProperties.properties.paths.type,
								parentSchema: schema18.properties.bindings.additionalProperties.properties.paths,
								data: data28
							};
							if (vErrors === null) vErrors = [err46];
							else vErrors.push(err46);
							errors++;
						}
					}
				} else {
					const err47 = {
						instancePath: instancePath + "/bindings/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/bindings/additionalProperties/type",
						keyword: "type",
						params: { type: "object" },
						message: "must be object",
						schema: schema18.properties.bindings.additionalProperties.type,
						parentSchema: schema18.properties.bindings.additionalProperties,
						data: data19
					};
					if (vErrors === null) vErrors = [err47];
					else vErrors.push(err47);
					errors++;
				}
			}
			else {
				const err48 = {
					instancePath: instancePath + "/bindings",
					schemaPath: "#/properties/bindings/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema18.properties.bindings.type,
					parentSchema: schema18.properties.bindings,
					data: data18
				};
				if (vErrors === null) vErrors = [err48];
				else vErrors.push(err48);
				errors++;
			}
		}
		if (data.allowedTools !== void 0) {
			let data30 = data.allowedTools;
			if (Array.isArray(data30)) {
				const len10 = data30.length;
				for (let i10 = 0; i10 < len10; i10++) {
					let data31 = data30[i10];
					if (typeof data31 !== "string") {
						const err49 = {
							instancePath: instancePath + "/allowedTools/" + i10,
							schemaPath: "#/properties/allowedTools/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.properties.allowedTools.items.type,
							parentSchema: schema18.properties.allowedTools.items,
							data: data31
						};
						if (vErrors === null) vErrors = [err49];
						else vErrors.push(err49);
						errors++;
					}
				}
			} else {
				const err50 = {
					instancePath: instancePath + "/allowedTools",
					schemaPath: "#/properties/allowedTools/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema18.properties.allowedTools.type,
					parentSchema: schema18.properties.allowedTools,
					data: data30
				};
				if (vErrors === null) vErrors = [err50];
				else vErrors.push(err50);
				errors++;
			}
		}
		if (data.deniedTools !== void 0) {
			let data32 = data.deniedTools;
			if (Array.isArray(data32)) {
				const len11 = data32.length;
				for (let i11 = 0; i11 < len11; i11++) {
					let data33 = data32[i11];
					if (typeof data33 !== "string") {
						const err51 = {
							instancePath: instancePath + "/deniedTools/" + i11,
							schemaPath: "#/properties/deniedTools/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema18.properties.deniedTools.items.type,
							parentSchema: schema18.properties.deniedTools.items,
							data: data33
						};
						if (vErrors === null) vErrors = [err51];
						else vErrors.push(err51);
						errors++;
					}
				}
			} else {
				const err52 = {
					instancePath: instancePath + "/deniedTools",
					schemaPath: "#/properties/deniedTools/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema18.properties.deniedTools.type,
					parentSchema: schema18.properties.deniedTools,
					data: data32
				};
				if (vErrors === null) vErrors = [err52];
				else vErrors.push(err52);
				errors++;
			}
		}
		if (data.arguments !== void 0) {
			let data34 = data.arguments;
			if (data34 && typeof data34 == "object" && !Array.isArray(data34)) for (const key4 in data34) {
				let data35 = data34[key4];
				if (data35 && typeof data35 == "object" && !Array.isArray(data35)) for (const key5 in data35) {
					let data36 = data35[key5];
					if (data36 && typeof data36 == "object" && !Array.isArray(data36)) {
						for (const key6 in data36) if (!(key6 === "pattern" || key6 === "enum" || key6 === "maxLength" || key6 === "minimum" || key6 === "maximum" || key6 === "required" || key6 === "forbidden")) {
							const err53 = {
								instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/definitions/normalizedArgumentRule/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key6 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema19,
								data: data36
							};
							if (vErrors === null) vErrors = [err53];
							else vErrors.push(err53);
							errors++;
						}
						if (data36.pattern !== void 0) {
							let data37 = data36.pattern;
							if (typeof data37 !== "string") {
								const err54 = {
									instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/pattern",
									schemaPath: "#/definitions/normalizedArgumentRule/properties/pattern/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema19.properties.pattern.type,
									parentSchema: schema19.properties.pattern,
									data: data37
								};
								if (vErrors === null) vErrors = [err54];
								else vErrors.push(err54);
								errors++;
							}
						}
						if (data36.enum !== void 0) {
							let data38 = data36.enum;
							if (!Array.isArray(data38)) {
								const err55 = {
									instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/enum",
									schemaPath: "#/definitions/normalizedArgumentRule/properties/enum/type",
									keyword: "type",
									params: { type: "array" },
									message: "must be array",
									schema: schema19.properties.enum.type,
									parentSchema: schema19.properties.enum,
									data: data38
								};
								if (vErrors === null) vErrors = [err55];
								else vErrors.push(err55);
								errors++;
							}
						}
						if (data36.maxLength !== void 0) {
							let data39 = data36.maxLength;
							if (!(typeof data39 == "number" && !(data39 % 1) && !isNaN(data39) && isFinite(data39))) {
								const err56 = {
									instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
									schemaPath: "#/definitions/normalizedArgumentRule/properties/maxLength/type",
									keyword: "type",
									params: { type: "integer" },
									message: "must be integer",
									schema: schema19.properties.maxLength.type,
									parentSchema: schema19.properties.maxLength,
									data: data39
								};
								if (vErrors === null) vErrors = [err56];
								else vErrors.push(err56);
								errors++;
							}
							if (typeof data39 == "number" && isFinite(data39)) {
								if (data39 < 0 || isNaN(data39)) {
									const err57 = {
										instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
										schemaPath: "#/definitions/normalizedArgumentRule/properties/maxLength/minimum",
										keyword: "minimum",
										params: {
											comparison: ">=",
											limit: 0
										},
										message: "must be >= 0",
										schema: 0,
										parentSchema: schema19.properties.maxLength,
										data: data39
									};
									if (vErrors === null) vErrors = [err57];
									else vErrors.push(err57);
									errors++;
								}
							}
						}
						if (data36.minimum !== void 0) {
							let data40 = data36.minimum;
							if (!(typeof data40 == "number" && isFinite(data40))) {
								const err58 = {
									instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/minimum",
									schemaPath: "#/definitions/normalizedArgumentRule/properties/minimum/type",
									keyword: "type",
									params: { type: "number" },
									message: "must be number",
									schema: schema19.properties.minimum.type,
									parentSchema: schema19.properties.minimum,
									data: data40
								};
								if (vErrors === null) vErrors = [err58];
								else vErrors.push(err58);
								errors++;
							}
						}
						if (data36.maximum !== void 0) {
							let data41 = data36.maximum;
							if (!(typeof data41 == "number" && isFinite(data41))) {
								const err59 = {
									instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/maximum",
									schemaPath: "#/definitions/normalizedArgumentRule/properties/maximum/type",
									keyword: "type",
									params: { type: "number" },
									message: "must be number",
									schema: schema19.properties.maximum.type,
									parentSchema: schema19.properties.maximum,
									data: data41
								};
								if (vErrors === null) vErrors = [err59];
								else vErrors.push(err59);
								errors++;
							}
						}
						if (data36.required !== void 0) {
							let data42 = data36.required;
							if (typeof data42 !== "boolean") {
								const err60 = {
									instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/required",
									schemaPath: "#/definitions/normalizedArgumentRule/properties/required/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema19.properties.required.type,
									parentSchema: schema19.properties.required,
									data: data42
								};
								if (vErrors === null) vErrors = [err60];
								else vErrors.push(err60);
								errors++;
							}
						}
						if (data36.forbidden !== void 0) {
							let data43 = data36.forbidden;
							if (typeof data43 !== "boolean") {
								const err61 = {
									instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/forbidden",
									schemaPath: "#/definitions/normalizedArgumentRule/properties/forbidden/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema19.properties.forbidden.type,
									parentSchema: schema19.properties.forbidden,
									data: data43
								};
								if (vErrors === null) vErrors = [err61];
								else vErrors.push(err61);
								errors++;
							}
						}
					} else {
						const err62 = {
							instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/normalizedArgumentRule/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema19.type,
							parentSchema: schema19,
							data: data36
						};
						if (vErrors === null) vErrors = [err62];
						else vErrors.push(err62);
						errors++;
					}
				}
				else {
					const err63 = {
						instancePath: instancePath + "/arguments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/arguments/additionalProperties/type",
						keyword: "type",
						params: { type: "object" },
						message: "must be object",
						schema: schema18.properties.arguments.additionalProperties.type,
						parentSchema: schema18.properties.arguments.additionalProperties,
						data: data35
					};
					if (vErrors === null) vErrors = [err63];
					else vErrors.push(err63);
					errors++;
				}
			}
			else {
				const err64 = {
					instancePath: instancePath + "/arguments",
					schemaPath: "#/properties/arguments/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema18.properties.arguments.type,
					parentSchema: schema18.properties.arguments,
					data: data34
				};
				if (vErrors === null) vErrors = [err64];
				else vErrors.push(err64);
				errors++;
			}
		}
		if (data.audit !== void 0) {
			let data44 = data.audit;
			if (data44 && typeof data44 == "object" && !Array.isArray(data44)) {
				if (data44.enabled === void 0) {
					const err65 = {
						instancePath: instancePath + "/audit",
						schemaPath: "#/properties/audit/required",
						keyword: "required",
						params: { missingProperty: "enabled" },
						message: "must have required property 'enabled'",
						schema: schema18.properties.audit.required,
						parentSchema: schema18.properties.audit,
						data: data44
					};
					if (vErrors === null) vErrors = [err65];
					else vErrors.push(err65);
					errors++;
				}
				if (data44.logLevel === void 0) {
					const err66 = {
						instancePath: instancePath + "/audit",
						schemaPath: "#/properties/audit/required",
						keyword: "required",
						params: { missingProperty: "logLevel" },
						message: "must have required property 'logLevel'",
						schema: schema18.properties.audit.required,
						parentSchema: schema18.properties.audit,
						data: data44
					};
					if (vErrors === null) vErrors = [err66];
					else vErrors.push(err66);
					errors++;
				}
				for (const key7 in data44) if (!(key7 === "enabled" || key7 === "logLevel")) {
					const err67 = {
						instancePath: instancePath + "/audit",
						schemaPath: "#/properties/audit/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key7 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema18.properties.audit,
						data: data44
					};
					if (vErrors === null) vErrors = [err67];
					else vErrors.push(err67);
					errors++;
				}
				if (data44.enabled !== void 0) {
					let data45 = data44.enabled;
					if (typeof data45 !== "boolean") {
						const err68 = {
							instancePath: instancePath + "/audit/enabled",
							schemaPath: "#/properties/audit/properties/enabled/type",
							keyword: "type",
							params: { type: "boolean" },
							message: "must be boolean",
							schema: schema18.properties.audit.properties.enabled.type,
							parentSchema: schema18.properties.audit.properties.enabled,
							data: data45
						};
						if (vErrors === null) vErrors = [err68];
						else vErrors.push(err68);
						errors++;
					}
				}
				if (data44.logLevel !== void 0) {
					let data46 = data44.logLevel;
					if (!(data46 === "debug" || data46 === "info" || data46 === "warn" || data46 === "error")) {
						const err69 = {
							instancePath: instancePath + "/audit/logLevel",
							schemaPath: "#/properties/audit/properties/logLevel/enum",
							keyword: "enum",
							params: { allowedValues: schema18.properties.audit.properties.logLevel.enum },
							message: "must be equal to one of the allowed values",
							schema: schema18.properties.audit.properties.logLevel.enum,
							parentSchema: schema18.properties.audit.properties.logLevel,
							data: data46
						};
						if (vErrors === null) vErrors = [err69];
						else vErrors.push(err69);
						errors++;
					}
				}
			} else {
				const err70 = {
					instancePath: instancePath + "/audit",
					schemaPath: "#/properties/audit/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema18.properties.audit.type,
					parentSchema: schema18.properties.audit,
					data: data44
				};
				if (vErrors === null) vErrors = [err70];
				else vErrors.push(err70);
				errors++;
			}
		}
	} else {
		const err71 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema18.type,
			parentSchema: schema18,
			data
		};
		if (vErrors === null) vErrors = [err71];
		else vErrors.push(err71);
		errors++;
	}
	validate16.errors = vErrors;
	return errors === 0;
}
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
				for (let i1 = 0; i1 < len1; i1++) if (!validate16(data3[i1], {
					instancePath: instancePath + "/policies/" + i1,
					parentData: data3,
					parentDataProperty: i1,
					rootData
				})) {
					vErrors = vErrors === null ? validate16.errors : vErrors.concat(validate16.errors);
					errors = vErrors.length;
				}
			} else {
				const err9 = {
					instancePath: instancePath + "/policies",
					schemaPath: "#/properties/policies/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema17.properties.policies.type,
					parentSchema: schema17.properties.policies,
					data: data3
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
		}
	} else {
		const err10 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema17.type,
			parentSchema: schema17,
			data
		};
		if (vErrors === null) vErrors = [err10];
		else vErrors.push(err10);
		errors++;
	}
	validate15.errors = vErrors;
	return errors === 0;
}
const pattern0 = /* @__PURE__ */ new RegExp("^https?://[^/?#@\\s]+/?$", "u");
const pattern1 = /* @__PURE__ */ new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
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
		for (const key0 in data) if (!(key0 === "version" || key0 === "project" || key0 === "policies" || key0 === "services" || key0 === "servers" || key0 === "audit" || key0 === "egress")) {
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
							schema: schema20.required,
							parentSchema: schema20,
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
							schema: schema20.required,
							parentSchema: schema20,
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
							schema: schema20.required,
							parentSchema: schema20,
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
							parentSchema: schema20,
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
								schema: schema20.properties.policy.type,
								parentSchema: schema20.properties.policy,
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
								params: { allowedValues: schema20.properties.role.enum },
								message: "must be equal to one of the allowed values",
								schema: schema20.properties.role.enum,
								parentSchema: schema20.properties.role,
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
									schema: schema20.properties.listen.required,
									parentSchema: schema20.properties.listen,
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
									parentSchema: schema20.properties.listen,
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
										schema: schema20.properties.listen.properties.proxy.type,
										parentSchema: schema20.properties.listen.properties.proxy,
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
										schema: schema20.properties.listen.properties.gateway.type,
										parentSchema: schema20.properties.listen.properties.gateway,
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
								schema: schema20.properties.listen.type,
								parentSchema: schema20.properties.listen,
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
						schema: schema20.type,
						parentSchema: schema20,
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
					for (const key6 in data12) if (!(key6 === "url" || key6 === "service" || key6 === "command" || key6 === "credential" || key6 === "pin")) {
						const err24 = {
							instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/definitions/server/additionalProperties",
							keyword: "additionalProperties",
							params: { additionalProperty: key6 },
							message: "must NOT have additional properties",
							schema: false,
							parentSchema: schema21,
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
								schema: schema21.properties.url.type,
								parentSchema: schema21.properties.url,
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
								schema: schema21.properties.service.type,
								parentSchema: schema21.properties.service,
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
									parentSchema: schema21.properties.command,
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
										schema: schema21.properties.command.items.type,
										parentSchema: schema21.properties.command.items,
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
								schema: schema21.properties.command.type,
								parentSchema: schema21.properties.command,
								data: data15
							};
							if (vErrors === null) vErrors = [err29];
							else vErrors.push(err29);
							errors++;
						}
					}
					if (data12.credential !== void 0) {
						let data17 = data12.credential;
						if (data17 && typeof data17 == "object" && !Array.isArray(data17)) {
							if (data17.service === void 0) {
								const err30 = {
									instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential",
									schemaPath: "#/definitions/server/properties/credential/required",
									keyword: "required",
									params: { missingProperty: "service" },
									message: "must have required property 'service'",
									schema: schema21.properties.credential.required,
									parentSchema: schema21.properties.credential,
									data: data17
								};
								if (vErrors === null) vErrors = [err30];
								else vErrors.push(err30);
								errors++;
							}
							if (data17.header === void 0) {
								const err31 = {
									instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential",
									schemaPath: "#/definitions/server/properties/credential/required",
									keyword: "required",
									params: { missingProperty: "header" },
									message: "must have required property 'header'",
									schema: schema21.properties.credential.required,
									parentSchema: schema21.properties.credential,
									data: data17
								};
								if (vErrors === null) vErrors = [err31];
								else vErrors.push(err31);
								errors++;
							}
							if (data17.variable === void 0) {
								const err32 = {
									instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential",
									schemaPath: "#/definitions/server/properties/credential/required",
									keyword: "required",
									params: { missingProperty: "variable" },
									message: "must have required property 'variable'",
									schema: schema21.properties.credential.required,
									parentSchema: schema21.properties.credential,
									data: data17
								};
								if (vErrors === null) vErrors = [err32];
								else vErrors.push(err32);
								errors++;
							}
							for (const key7 in data17) if (!(key7 === "service" || key7 === "header" || key7 === "variable")) {
								const err33 = {
									instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential",
									schemaPath: "#/definitions/server/properties/credential/additionalProperties",
									keyword: "additionalProperties",
									params: { additionalProperty: key7 },
									message: "must NOT have additional properties",
									schema: false,
									parentSchema: schema21.properties.credential,
									data: data17
								};
								if (vErrors === null) vErrors = [err33];
								else vErrors.push(err33);
								errors++;
							}
							if (data17.service !== void 0) {
								let data18 = data17.service;
								if (typeof data18 !== "string") {
									const err34 = {
										instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential/service",
										schemaPath: "#/definitions/server/properties/credential/properties/service/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema21.properties.credential.properties.service.type,
										parentSchema: schema21.properties.credential.properties.service,
										data: data18
									};
									if (vErrors === null) vErrors = [err34];
									else vErrors.push(err34);
									errors++;
								}
							}
							if (data17.header !== void 0) {
								let data19 = data17.header;
								if (typeof data19 !== "string") {
									const err35 = {
										instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential/header",
										schemaPath: "#/definitions/server/properties/credential/properties/header/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema21.properties.credential.properties.header.type,
										parentSchema: schema21.properties.credential.properties.header,
										data: data19
									};
									if (vErrors === null) vErrors = [err35];
									else vErrors.push(err35);
									errors++;
								}
							}
							if (data17.variable !== void 0) {
								let data20 = data17.variable;
								if (typeof data20 !== "string") {
									const err36 = {
										instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential/variable",
										schemaPath: "#/definitions/server/properties/credential/properties/variable/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema21.properties.credential.properties.variable.type,
										parentSchema: schema21.properties.credential.properties.variable,
										data: data20
									};
									if (vErrors === null) vErrors = [err36];
									else vErrors.push(err36);
									errors++;
								}
							}
						} else {
							const err37 = {
								instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/credential",
								schemaPath: "#/definitions/server/properties/credential/type",
								keyword: "type",
								params: { type: "object" },
								message: "must be object",
								schema: schema21.properties.credential.type,
								parentSchema: schema21.properties.credential,
								data: data17
							};
							if (vErrors === null) vErrors = [err37];
							else vErrors.push(err37);
							errors++;
						}
					}
					if (data12.pin !== void 0) {
						let data21 = data12.pin;
						if (typeof data21 !== "boolean") {
							const err38 = {
								instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/pin",
								schemaPath: "#/definitions/server/properties/pin/type",
								keyword: "type",
								params: { type: "boolean" },
								message: "must be boolean",
								schema: schema21.properties.pin.type,
								parentSchema: schema21.properties.pin,
								data: data21
							};
							if (vErrors === null) vErrors = [err38];
							else vErrors.push(err38);
							errors++;
						}
					}
				} else {
					const err39 = {
						instancePath: instancePath + "/servers/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/definitions/server/type",
						keyword: "type",
						params: { type: "object" },
						message: "must be object",
						schema: schema21.type,
						parentSchema: schema21,
						data: data12
					};
					if (vErrors === null) vErrors = [err39];
					else vErrors.push(err39);
					errors++;
				}
			}
			else {
				const err40 = {
					instancePath: instancePath + "/servers",
					schemaPath: "#/properties/servers/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.servers.type,
					parentSchema: schema16.properties.servers,
					data: data11
				};
				if (vErrors === null) vErrors = [err40];
				else vErrors.push(err40);
				errors++;
			}
		}
		if (data.audit !== void 0) {
			let data22 = data.audit;
			if (data22 && typeof data22 == "object" && !Array.isArray(data22)) {
				for (const key8 in data22) if (!(key8 === "retentionDays" || key8 === "maxMegabytes")) {
					const err41 = {
						instancePath: instancePath + "/audit",
						schemaPath: "#/properties/audit/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key8 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.audit,
						data: data22
					};
					if (vErrors === null) vErrors = [err41];
					else vErrors.push(err41);
					errors++;
				}
				if (data22.retentionDays !== void 0) {
					let data23 = data22.retentionDays;
					if (!(typeof data23 == "number" && !(data23 % 1) && !isNaN(data23) && isFinite(data23))) {
						const err42 = {
							instancePath: instancePath + "/audit/retentionDays",
							schemaPath: "#/properties/audit/properties/retentionDays/type",
							keyword: "type",
							params: { type: "integer" },
							message: "must be integer",
							schema: schema16.properties.audit.properties.retentionDays.type,
							parentSchema: schema16.properties.audit.properties.retentionDays,
							data: data23
						};
						if (vErrors === null) vErrors = [err42];
						else vErrors.push(err42);
						errors++;
					}
					if (typeof data23 == "number" && isFinite(data23)) {
						if (data23 > 3650 || isNaN(data23)) {
							const err43 = {
								instancePath: instancePath + "/audit/retentionDays",
								schemaPath: "#/properties/audit/properties/retentionDays/maximum",
								keyword: "maximum",
								params: {
									comparison: "<=",
									limit: 3650
								},
								message: "must be <= 3650",
								schema: 3650,
								parentSchema: schema16.properties.audit.properties.retentionDays,
								data: data23
							};
							if (vErrors === null) vErrors = [err43];
							else vErrors.push(err43);
							errors++;
						}
						if (data23 < 1 || isNaN(data23)) {
							const err44 = {
								instancePath: instancePath + "/audit/retentionDays",
								schemaPath: "#/properties/audit/properties/retentionDays/minimum",
								keyword: "minimum",
								params: {
									comparison: ">=",
									limit: 1
								},
								message: "must be >= 1",
								schema: 1,
								parentSchema: schema16.properties.audit.properties.retentionDays,
								data: data23
							};
							if (vErrors === null) vErrors = [err44];
							else vErrors.push(err44);
							errors++;
						}
					}
				}
				if (data22.maxMegabytes !== void 0) {
					let data24 = data22.maxMegabytes;
					if (!(typeof data24 == "number" && !(data24 % 1) && !isNaN(data24) && isFinite(data24))) {
						const err45 = {
							instancePath: instancePath + "/audit/maxMegabytes",
							schemaPath: "#/properties/audit/properties/maxMegabytes/type",
							keyword: "type",
							params: { type: "integer" },
							message: "must be integer",
							schema: schema16.properties.audit.properties.maxMegabytes.type,
							parentSchema: schema16.properties.audit.properties.maxMegabytes,
							data: data24
						};
						if (vErrors === null) vErrors = [err45];
						else vErrors.push(err45);
						errors++;
					}
					if (typeof data24 == "number" && isFinite(data24)) {
						if (data24 > 1048576 || isNaN(data24)) {
							const err46 = {
								instancePath: instancePath + "/audit/maxMegabytes",
								schemaPath: "#/properties/audit/properties/maxMegabytes/maximum",
								keyword: "maximum",
								params: {
									comparison: "<=",
									limit: 1048576
								},
								message: "must be <= 1048576",
								schema: 1048576,
								parentSchema: schema16.properties.audit.properties.maxMegabytes,
								data: data24
							};
							if (vErrors === null) vErrors = [err46];
							else vErrors.push(err46);
							errors++;
						}
						if (data24 < 16 || isNaN(data24)) {
							const err47 = {
								instancePath: instancePath + "/audit/maxMegabytes",
								schemaPath: "#/properties/audit/properties/maxMegabytes/minimum",
								keyword: "minimum",
								params: {
									comparison: ">=",
									limit: 16
								},
								message: "must be >= 16",
								schema: 16,
								parentSchema: schema16.properties.audit.properties.maxMegabytes,
								data: data24
							};
							if (vErrors === null) vErrors = [err47];
							else vErrors.push(err47);
							errors++;
						}
					}
				}
			} else {
				const err48 = {
					instancePath: instancePath + "/audit",
					schemaPath: "#/properties/audit/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.audit.type,
					parentSchema: schema16.properties.audit,
					data: data22
				};
				if (vErrors === null) vErrors = [err48];
				else vErrors.push(err48);
				errors++;
			}
		}
		if (data.egress !== void 0) {
			let data25 = data.egress;
			if (data25 && typeof data25 == "object" && !Array.isArray(data25)) {
				for (const key9 in data25) if (!(key9 === "nameServers" || key9 === "certificates" || key9 === "upstreamProxy")) {
					const err49 = {
						instancePath: instancePath + "/egress",
						schemaPath: "#/properties/egress/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key9 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.egress,
						data: data25
					};
					if (vErrors === null) vErrors = [err49];
					else vErrors.push(err49);
					errors++;
				}
				if (data25.nameServers !== void 0) {
					let data26 = data25.nameServers;
					if (Array.isArray(data26)) {
						const len1 = data26.length;
						for (let i1 = 0; i1 < len1; i1++) {
							let data27 = data26[i1];
							if (typeof data27 !== "string") {
								const err50 = {
									instancePath: instancePath + "/egress/nameServers/" + i1,
									schemaPath: "#/properties/egress/properties/nameServers/items/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema16.properties.egress.properties.nameServers.items.type,
									parentSchema: schema16.properties.egress.properties.nameServers.items,
									data: data27
								};
								if (vErrors === null) vErrors = [err50];
								else vErrors.push(err50);
								errors++;
							}
						}
					} else {
						const err51 = {
							instancePath: instancePath + "/egress/nameServers",
							schemaPath: "#/properties/egress/properties/nameServers/type",
							keyword: "type",
							params: { type: "array" },
							message: "must be array",
							schema: schema16.properties.egress.properties.nameServers.type,
							parentSchema: schema16.properties.egress.properties.nameServers,
							data: data26
						};
						if (vErrors === null) vErrors = [err51];
						else vErrors.push(err51);
						errors++;
					}
				}
				if (data25.certificates !== void 0) {
					let data28 = data25.certificates;
					if (typeof data28 !== "string") {
						const err52 = {
							instancePath: instancePath + "/egress/certificates",
							schemaPath: "#/properties/egress/properties/certificates/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.egress.properties.certificates.type,
							parentSchema: schema16.properties.egress.properties.certificates,
							data: data28
						};
						if (vErrors === null) vErrors = [err52];
						else vErrors.push(err52);
						errors++;
					}
				}
				if (data25.upstreamProxy !== void 0) {
					let data29 = data25.upstreamProxy;
					if (data29 && typeof data29 == "object" && !Array.isArray(data29)) {
						if (data29.url === void 0) {
							const err53 = {
								instancePath: instancePath + "/egress/upstreamProxy",
								schemaPath: "#/properties/egress/properties/upstreamProxy/required",
								keyword: "required",
								params: { missingProperty: "url" },
								message: "must have required property 'url'",
								schema: schema16.properties.egress.properties.upstreamProxy.required,
								parentSchema: schema16.properties.egress.properties.upstreamProxy,
								data: data29
							};
							if (vErrors === null) vErrors = [err53];
							else vErrors.push(err53);
							errors++;
						}
						for (const key10 in data29) if (!(key10 === "url" || key10 === "names" || key10 === "credential")) {
							const err54 = {
								instancePath: instancePath + "/egress/upstreamProxy",
								schemaPath: "#/properties/egress/properties/upstreamProxy/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key10 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema16.properties.egress.properties.upstreamProxy,
								data: data29
							};
							if (vErrors === null) vErrors = [err54];
							else vErrors.push(err54);
							errors++;
						}
						if (data29.url !== void 0) {
							let data30 = data29.url;
							if (typeof data30 === "string") {
								if (!pattern0.test(data30)) {
									const err55 = {
										instancePath: instancePath + "/egress/upstreamProxy/url",
										schemaPath: "#/properties/egress/properties/upstreamProxy/properties/url/pattern",
										keyword: "pattern",
										params: { pattern: "^https?://[^/?#@\\s]+/?$" },
										message: "must match pattern \"^https?://[^/?#@\\s]+/?$\"",
										schema: "^https?://[^/?#@\\s]+/?$",
										parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.url,
										data: data30
									};
									if (vErrors === null) vErrors = [err55];
									else vErrors.push(err55);
									errors++;
								}
							} else {
								const err56 = {
									instancePath: instancePath + "/egress/upstreamProxy/url",
									schemaPath: "#/properties/egress/properties/upstreamProxy/properties/url/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema16.properties.egress.properties.upstreamProxy.properties.url.type,
									parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.url,
									data: data30
								};
								if (vErrors === null) vErrors = [err56];
								else vErrors.push(err56);
								errors++;
							}
						}
						if (data29.names !== void 0) {
							let data31 = data29.names;
							if (typeof data31 !== "boolean") {
								const err57 = {
									instancePath: instancePath + "/egress/upstreamProxy/names",
									schemaPath: "#/properties/egress/properties/upstreamProxy/properties/names/type",
									keyword: "type",
									params: { type: "boolean" },
									message: "must be boolean",
									schema: schema16.properties.egress.properties.upstreamProxy.properties.names.type,
									parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.names,
									data: data31
								};
								if (vErrors === null) vErrors = [err57];
								else vErrors.push(err57);
								errors++;
							}
						}
						if (data29.credential !== void 0) {
							let data32 = data29.credential;
							if (data32 && typeof data32 == "object" && !Array.isArray(data32)) {
								if (data32.key === void 0) {
									const err58 = {
										instancePath: instancePath + "/egress/upstreamProxy/credential",
										schemaPath: "#/properties/egress/properties/upstreamProxy/properties/credential/required",
										keyword: "required",
										params: { missingProperty: "key" },
										message: "must have required property 'key'",
										schema: schema16.properties.egress.properties.upstreamProxy.properties.credential.required,
										parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.credential,
										data: data32
									};
									if (vErrors === null) vErrors = [err58];
									else vErrors.push(err58);
									errors++;
								}
								if (data32.variable === void 0) {
									const err59 = {
										instancePath: instancePath + "/egress/upstreamProxy/credential",
										schemaPath: "#/properties/egress/properties/upstreamProxy/properties/credential/required",
										keyword: "required",
										params: { missingProperty: "variable" },
										message: "must have required property 'variable'",
										schema: schema16.properties.egress.properties.upstreamProxy.properties.credential.required,
										parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.credential,
										data: data32
									};
									if (vErrors === null) vErrors = [err59];
									else vErrors.push(err59);
									errors++;
								}
								for (const key11 in data32) if (!(key11 === "key" || key11 === "variable")) {
									const err60 = {
										instancePath: instancePath + "/egress/upstreamProxy/credential",
										schemaPath: "#/properties/egress/properties/upstreamProxy/properties/credential/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key11 },
										message: "must NOT have additional properties",
										schema: false,
										parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.credential,
										data: data32
									};
									if (vErrors === null) vErrors = [err60];
									else vErrors.push(err60);
									errors++;
								}
								if (data32.key !== void 0) {
									let data33 = data32.key;
									if (typeof data33 === "string") {
										if (!pattern1.test(data33)) {
											const err61 = {
												instancePath: instancePath + "/egress/upstreamProxy/credential/key",
												schemaPath: "#/properties/egress/properties/upstreamProxy/properties/credential/properties/key/pattern",
												keyword: "pattern",
												params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
												message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
												schema: "^[A-Za-z_][A-Za-z0-9_]*$",
												parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.credential.properties.key,
												data: data33
											};
											if (vErrors === null) vErrors = [err61];
											else vErrors.push(err61);
											errors++;
										}
									} else {
										const err62 = {
											instancePath: instancePath + "/egress/upstreamProxy/credential/key",
											schemaPath: "#/properties/egress/properties/upstreamProxy/properties/credential/properties/key/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema16.properties.egress.properties.upstreamProxy.properties.credential.properties.key.type,
											parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.credential.properties.key,
											data: data33
										};
										if (vErrors === null) vErrors = [err62];
										else vErrors.push(err62);
										errors++;
									}
								}
								if (data32.variable !== void 0) {
									let data34 = data32.variable;
									if (typeof data34 !== "string") {
										const err63 = {
											instancePath: instancePath + "/egress/upstreamProxy/credential/variable",
											schemaPath: "#/properties/egress/properties/upstreamProxy/properties/credential/properties/variable/type",
											keyword: "type",
											params: { type: "string" },
											message: "must be string",
											schema: schema16.properties.egress.properties.upstreamProxy.properties.credential.properties.variable.type,
											parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.credential.properties.variable,
											data: data34
										};
										if (vErrors === null) vErrors = [err63];
										else vErrors.push(err63);
										errors++;
									}
								}
							} else {
								const err64 = {
									instancePath: instancePath + "/egress/upstreamProxy/credential",
									schemaPath: "#/properties/egress/properties/upstreamProxy/properties/credential/type",
									keyword: "type",
									params: { type: "object" },
									message: "must be object",
									schema: schema16.properties.egress.properties.upstreamProxy.properties.credential.type,
									parentSchema: schema16.properties.egress.properties.upstreamProxy.properties.credential,
									data: data32
								};
								if (vErrors === null) vErrors = [err64];
								else vErrors.push(err64);
								errors++;
							}
						}
					} else {
						const err65 = {
							instancePath: instancePath + "/egress/upstreamProxy",
							schemaPath: "#/properties/egress/properties/upstreamProxy/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema16.properties.egress.properties.upstreamProxy.type,
							parentSchema: schema16.properties.egress.properties.upstreamProxy,
							data: data29
						};
						if (vErrors === null) vErrors = [err65];
						else vErrors.push(err65);
						errors++;
					}
				}
			} else {
				const err66 = {
					instancePath: instancePath + "/egress",
					schemaPath: "#/properties/egress/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.egress.type,
					parentSchema: schema16.properties.egress,
					data: data25
				};
				if (vErrors === null) vErrors = [err66];
				else vErrors.push(err66);
				errors++;
			}
		}
	} else {
		const err67 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema16.type,
			parentSchema: schema16,
			data
		};
		if (vErrors === null) vErrors = [err67];
		else vErrors.push(err67);
		errors++;
	}
	validate14.errors = vErrors;
	return errors === 0;
}
export { validator_default as default, validate };
