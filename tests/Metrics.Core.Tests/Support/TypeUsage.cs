using System.Reflection;
using System.Reflection.Emit;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Finds the types that a type uses: in its base types, its members, and the bodies of its methods.</summary>
internal static class TypeUsage
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IReadOnlySet<Type> Of(Type type)
    {
        var known = new HashSet<Type>();
        Add(known, type.BaseType);
        AddAll(known, type.GetInterfaces());
        AddAll(
            known,
            type.GetGenericArguments()
                .SelectMany(argument => argument.IsGenericParameter ? argument.GetGenericParameterConstraints() : [argument]));
        AddAll(known, type.GetFields(Declared).Select(field => field.FieldType));
        foreach (var method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)))
        {
            AddSignature(known, method);
            AddBody(known, method);
        }

        known.Remove(type);
        return known;
    }

    private static void AddSignature(HashSet<Type> known, MethodBase method)
    {
        AddAll(known, method.GetParameters().Select(parameter => parameter.ParameterType));
        Add(known, (method as MethodInfo)?.ReturnType);
        if (method.IsGenericMethod)
        {
            AddAll(
                known,
                method.GetGenericArguments()
                    .SelectMany(argument => argument.IsGenericParameter ? argument.GetGenericParameterConstraints() : [argument]));
        }
    }

    private static void AddBody(HashSet<Type> known, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        AddAll(known, body.LocalVariables.Select(local => local.LocalType));
        AddAll(
            known,
            body.ExceptionHandlingClauses
                .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType));
        foreach (var token in Tokens(body.GetILAsByteArray() ?? []))
        {
            AddMember(known, Resolve(method, token));
        }
    }

    private static void AddMember(HashSet<Type> known, MemberInfo? member)
    {
        Add(known, member as Type ?? member?.DeclaringType);
        Add(known, (member as FieldInfo)?.FieldType);
        if (member is MethodBase called)
        {
            AddSignature(known, called);
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null);

    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var i = 0; i < il.Length;)
        {
            var code = OpCodesByValue[il[i] == 0xFE ? (short)((il[i] << 8) | il[i + 1]) : il[i]];
            i += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(il, i);
            }

            i += OperandSize(code.OperandType, il, i);
        }
    }

    private static int OperandSize(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };

    private static void AddAll(HashSet<Type> known, IEnumerable<Type?> types)
    {
        foreach (var type in types)
        {
            Add(known, type);
        }
    }

    private static void Add(HashSet<Type> known, Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(known, type.GetElementType());
        }
        else if (known.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type) || type.IsConstructedGenericType)
        {
            AddAll(known, type.GetGenericArguments());
        }
    }
}
